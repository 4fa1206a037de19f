#define _GNU_SOURCE /* nftw */
#include "mesa.h"

#include "prueba.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void escribe(const char *ruta, const char *texto, size_t n)
{
    int fd = open(ruta, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    exige(fd != -1 && write(fd, texto, n) == (ssize_t)n, "%s: %s", ruta,
          strerror(errno));
    close(fd);
}

void correo_crea(struct correo *c)
{
    char ruta[100];

    /* En memoria, si se puede: aquí no se apaga la máquina, y fsync tarda. */
    snprintf(c->raiz, sizeof c->raiz, "%s/correo.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    exige(mkdtemp(c->raiz) != NULL, "mkdtemp: %s", strerror(errno));
    snprintf(c->ana, sizeof c->ana, "%s/ana", c->raiz);
    exige_error(buzon_prepara(c->ana), 0, "buzon_prepara");
    snprintf(ruta, sizeof ruta, "%s/clave", c->ana);
    escribe(ruta, "secreto\n", 8);
}

static int quita(const char *ruta, const struct stat *s, int tipo,
                 struct FTW *w)
{
    (void)s;
    (void)tipo;
    (void)w;
    return remove(ruta);
}

void correo_borra(struct correo *c)
{
    nftw(c->raiz, quita, 8, FTW_DEPTH | FTW_PHYS);
}

void pon_mensaje(struct correo *c, const char *donde, const char *nombre,
                 const char *texto, size_t n)
{
    char ruta[512];

    snprintf(ruta, sizeof ruta, "%s/%s/%s", c->ana, donde, nombre);
    escribe(ruta, texto, n);
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

const char *ficheros(struct correo *c, const char *donde)
{
    static char todos[8192];
    char ruta[512];
    struct dirent **d;
    size_t van = 0;

    snprintf(ruta, sizeof ruta, "%s/%s", c->ana, donde);
    int n = scandir(ruta, &d, visible, alphasort);
    todos[0] = '\0';
    for (int i = 0; i < n; i++) {
        van += (size_t)snprintf(todos + van, sizeof todos - van, "%s%s",
                                i > 0 ? " " : "", d[i]->d_name);
        free(d[i]);
    }
    if (n >= 0)
        free(d);
    return n >= 0 ? todos : "(no existe)";
}

void exige_ficheros(struct correo *c, const char *donde,
                    const char *esperado, const char *que)
{
    exige_texto(ficheros(c, donde), esperado, "ficheros en %s, %s", donde,
                que);
}

void mesa_pon(struct mesa *m, struct correo *c)
{
    *m = (struct mesa){.s = sesion_crea(c->raiz)};
    m->caben = 1 << 16;
    m->dicho = calloc(1, m->caben);
    exige(m->s != NULL && m->dicho != NULL, "no hay memoria");
    mesa_llega(m, "", 0, 1, BUFER_TAM);
}

void mesa_quita(struct mesa *m)
{
    sesion_destruye(m->s);
    free(m->dicho);
}

/* Hasta j bytes de la salida. */
static void recoge(struct mesa *m, size_t j)
{
    size_t n = bufer_ocupa(&m->salida);

    if (n > j)
        n = j;
    while (m->n + n >= m->caben) {
        m->dicho = realloc(m->dicho, m->caben *= 2);
        exige(m->dicho != NULL, "no hay memoria");
    }
    memcpy(m->dicho + m->n, bufer_datos(&m->salida), n);
    bufer_quita(&m->salida, n);
    m->n += n;
    m->dicho[m->n] = '\0';
}

/* Hasta que pida más. */
static void avanza(struct mesa *m, size_t j)
{
    do {
        if (!m->acabada)
            m->acabada = !sesion_recibe(m->s, &m->entrada, &m->salida);
        if (bufer_ocupa(&m->salida) == 0)
            break;
        recoge(m, j);
    } while (true);
    exige(m->acabada || bufer_cabe(&m->entrada) > 0,
          "ha dejado la salida vacía y en la entrada no cabe nada");
}

void mesa_llega(struct mesa *m, const char *x, size_t n, size_t k, size_t j)
{
    avanza(m, j);
    for (size_t van = 0; van < n && !m->acabada;) {
        size_t cabe = bufer_cabe(&m->entrada);
        size_t trozo = n - van < k ? n - van : k;

        if (trozo > cabe)
            trozo = cabe;
        bufer_anade(&m->entrada, x + van, trozo);
        van += trozo;
        avanza(m, j);
    }
}

void mesa_dice(struct mesa *m, const char *x)
{
    mesa_llega(m, x, strlen(x), BUFER_TAM, BUFER_TAM);
}

void mesa_espera(struct mesa *m, const char *x, const char *respuesta)
{
    size_t antes = m->n;

    mesa_dice(m, x);
    exige_texto(m->dicho + antes, respuesta, "respuesta a «%s»", x);
}

void mesa_entra(struct mesa *m, struct correo *c, const char *usuario)
{
    char x[100];

    mesa_pon(m, c);
    snprintf(x, sizeof x, "USER %s\r\nPASS secreto\r\n", usuario);
    mesa_dice(m, x);
}
