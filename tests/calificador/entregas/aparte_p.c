/* El proceso que abre un archivo, si el archivo se hace con él: lo que haría
 * uno que explotara un fallo de libarchive se hace aquí desde interesa, que se
 * llama allí. */
#define _GNU_SOURCE
#include "archivo.h"
#include "molde.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct topes topes = {100, 1 << 20, 1 << 20, 0, 1};

struct oye {
    int miembros;
    long bytes;
    bool mal; /* algo que no puede ser */
};

static enum quiere oye_miembro(void *ctx, const struct miembro *m)
{
    struct oye *o = ctx;

    o->miembros++;
    o->mal = o->mal || m->tipo > ESPECIAL || m->formato > ZIP;
    return m->tipo == FICHERO ? QUIERE : NO_QUIERE;
}

static bool oye_datos(void *ctx, const void *p, size_t n)
{
    struct oye *o = ctx;

    o->bytes += (long)n;
    o->mal = o->mal || n > 1 << 16 || memchr(p, 0x7f, n) == p;
    return true;
}

static bool cuenta(bool (*interesa)(void *, const char *), struct oye *o,
                   struct fallo *f)
{
    struct receptor r = {o, oye_miembro, oye_datos};
    struct molde m;
    int fd = memfd_create("archivo", MFD_CLOEXEC);

    *o = (struct oye){0};
    molde_bueno(&m, "tar", "gzip");
    exige(write(fd, m.x, m.n) == (ssize_t)m.n, "write");
    molde_libera(&m);
    bool bien = archivo_cuenta_aparte(fd, &topes, interesa, &r, f);
    close(fd);
    exige_entero(hijos_sin_esperar(), 0, "hijos sin esperar");
    return bien;
}

static bool muere(void *ctx, const char *ruta)
{
    (void)ctx;
    (void)ruta;
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    abort();
}

static bool se_va(void *ctx, const char *ruta)
{
    (void)ctx;
    (void)ruta;
    _exit(0);
}

void prueba_aparte_cae(void)
{
    struct oye o;
    struct fallo f;

    exige(!cuenta(muere, &o, &f), "se da por bueno");
    exige_texto(f.clave, "danado", "si muere (%s)", f.texto);
    exige(!f.imposible, "es imposible, y es del archivo");
    exige(!cuenta(se_va, &o, &f), "se da por bueno lo que no acaba");
    exige_texto(f.clave, "danado", "si se va sin acabar (%s)", f.texto);
}

static bool gira(void *ctx, const char *ruta)
{
    (void)ctx;
    for (volatile const char *p = ruta;; p = ruta)
        (void)*p;
    return false;
}

void prueba_aparte_gira(void)
{
    struct oye o;
    struct fallo f;

    exige(!cuenta(gira, &o, &f), "se da por bueno");
    exige_texto(f.clave, "bomba", "si no acaba nunca (%s)", f.texto);
}

/* Dentro no se puede abrir, ni conectar, ni ejecutar, ni bifurcar, ni
 * señalar a nadie. Quiere los datos si no ha podido con nada. */
static bool lo_intenta(void *ctx, const char *ruta)
{
    char *const nada[] = {NULL};
    struct stat s;

    (void)ctx;
    (void)ruta;
    if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) != -1 ||
        open("/tmp/x", O_CREAT | O_WRONLY | O_CLOEXEC, 0600) != -1 ||
        socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) != -1)
        return false;
    for (int i = 0; i < 64; i++)
        if (i != 2 && i != 3 && i != 4 && fstat(i, &s) != -1)
            return false;
    execve("/bin/true", nada, nada);
    return fork() == -1;
}

void prueba_aparte_encierro(void)
{
    struct oye o;
    struct fallo f;

    exige(cuenta(lo_intenta, &o, &f), "no se cuenta: %s", f.texto);
    exige(o.bytes > 0, "desde donde se abre un archivo se puede salir");
}

static bool miente(void *ctx, const char *ruta)
{
    unsigned char x[64];
    size_t n = 1 + azar(sizeof x - 1);

    (void)ctx;
    (void)ruta;
    for (size_t i = 0; i < n; i++)
        x[i] = azar(3) == 0 ? (unsigned char)azar(256) : 0;
    return write(4, x, n) == (ssize_t)n;
}

/* Lo que llega por la tubería puede ser cualquier cosa. */
void prueba_aparte_miente(void)
{
    for (int i = 0; i < 300; i++) {
        struct oye o;
        struct fallo f;
        bool bien = cuenta(miente, &o, &f);

        exige(!o.mal, "ha llegado un miembro que no puede ser");
        exige(bien || f.clave == NULL ||
                  avisos_significado(f.clave) != NULL,
              "un fallo con una clave inventada: %s", f.clave);
        exige(bien || f.clave != NULL, "no dice qué ha fallado");
    }
}

/* Mientras el otro gira, se le mata. */
static enum quiere mata_y_oye(void *ctx, const struct miembro *m)
{
    char x[64] = "";
    FILE *f = fopen("/proc/thread-self/children", "r");

    exige(f != NULL && fgets(x, sizeof x, f) != NULL, "sin hijos");
    fclose(f);
    kill((pid_t)strtol(x, NULL, 10), SIGKILL);
    return oye_miembro(ctx, m);
}

void prueba_aparte_lo_matan(void)
{
    static const struct topes largos = {100, 1 << 20, 1 << 20, 0, 60};
    struct oye o = {0};
    struct receptor r = {&o, mata_y_oye, oye_datos};
    struct molde m;
    struct fallo f;
    int fd = memfd_create("archivo", MFD_CLOEXEC);

    molde_bueno(&m, "tar", "gzip");
    exige(write(fd, m.x, m.n) == (ssize_t)m.n, "write");
    molde_libera(&m);
    exige(!archivo_cuenta_aparte(fd, &largos, gira, &r, &f),
          "se da por bueno");
    close(fd);
    exige(f.imposible, "que lo maten desde fuera no es de quien entrega");
}
