/* fuzz: bytes cualesquiera contra lo que recoge entregas (libFuzzer).
 *
 * El primer byte dice qué son los demás: un nombre; un archivo; un tar, al
 * que se le arreglan las sumas para que llegue más adentro; o miembros
 * sueltos, como los contaría quien lee un archivo si mintiera. Pase lo que
 * pase, en el saco no hay más de lo que cabe, ni una ruta que se salga. */
#define _GNU_SOURCE
#include "archivo.h"
#include "nombres.h"
#include "saco.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *x, size_t n);

static struct fichero uno[] = {{(char *)"a.c", true, (char *)"", 0},
                               {(char *)"a.h", false, (char *)"", 0}};
static struct practica todas[] = {{(char *)"01-uno", 2, uno},
                                  {(char *)"02-dos", 2, uno}};
static const struct practicas practicas = {2, todas};
static const struct topes topes = {1000, 16 << 20, SACO_BYTES, 200, 60};

#define EXIGE(cond) ((cond) ? (void)0 : abort())

static bool segura(const char *ruta)
{
    for (const char *c = ruta; *c != '\0';) {
        size_t k = strcspn(c, "/");

        if (k == 0 || (k <= 2 && strncmp(c, "..", k) == 0) ||
            (c[k] == '/' && c[k + 1] == '\0'))
            return false;
        c += k + (c[k] == '/');
    }
    return nombre_es_texto(ruta);
}

static void mira_saco(struct saco *s)
{
    size_t bytes = 0;

    EXIGE(!s->sin_memoria && s->n <= SACO_FICHEROS);
    for (size_t i = 0; i < s->n; i++) {
        const struct hallado *h = &s->v[i];

        EXIGE(segura(h->ruta) && h->sitio.practica != NULL);
        EXIGE(h->sitio.raiz <= strlen(h->ruta));
        EXIGE(h->datos == NULL ||
              (h->sitio.fichero != NULL && h->tipo == FICHERO));
        bytes += h->n;
    }
    EXIGE(bytes == s->bytes && bytes <= SACO_BYTES);
    EXIGE(s->raro == NULL || nombre_es_texto(s->raro));
    EXIGE(nombre_es_texto(s->fallo.texto));
    saco_vacia(s);
}

static void nombres(const char *s)
{
    char corto[CORTO], *limpio = nombre_limpia(s), *compuesto, *plegado;
    struct rotulo r;

    EXIGE(nombre_es_texto(limpio));
    EXIGE(nombre_es_texto(s) == (strcmp(s, limpio) == 0));
    EXIGE(strlen(nombre_corto(limpio, corto)) < CORTO);
    EXIGE(nombre_es_texto(nombre_corto(limpio, corto)));
    EXIGE(rotulo_lee(s, strlen(s) % 2 == 0, &r) == 0);
    EXIGE(strlen(r.alumno) <= 3 * strlen(s) + 1 && r.copia >= 0);
    rotulo_libera(&r);
    compuesto = nombre_compone(s);
    plegado = nombre_pliega(s);
    char *otro = nombre_pliega(compuesto);
    EXIGE(strcmp(plegado, otro) == 0);
    free(otro);
    free(plegado);
    free(compuesto);
    if (ruta_limpia(s, &compuesto) == RUTA_BIEN) {
        EXIGE(segura(compuesto));
        free(compuesto);
    }
    free(limpio);
}

static void archivo(const void *x, size_t n)
{
    struct saco s;
    struct fallo f;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    EXIGE(fd != -1 && write(fd, x, n) == (ssize_t)n);
    saco_crea(&s, &practicas, n % 2 == 0 ? NULL : &todas[0]);
    struct receptor r = saco_receptor(&s);
    bool bien = archivo_cuenta(fd, &topes, &r, &f);
    EXIGE(bien || f.clave != NULL || s.fallo.clave != NULL);
    EXIGE(bien || f.clave == NULL ||
          (!f.imposible && avisos_significado(f.clave) != NULL &&
           nombre_es_texto(f.texto)));
    close(fd);
    mira_saco(&s);
}

static void arregla_sumas(uint8_t *x, size_t n)
{
    for (size_t i = 0; i + 512 <= n; i += 512) {
        unsigned suma = 8 * ' ';

        if (memcmp(x + i + 257, "ustar", 5) != 0)
            continue;
        for (size_t j = 0; j < 512; j++)
            suma += j < 148 || j >= 156 ? x[i + j] : 0;
        snprintf((char *)x + i + 148, 8, "%06o", suma);
        x[i + 155] = ' ';
    }
}

/* Miembros: tipo, tamaño, nombre hasta el cero, bytes hasta el cero. */
static void miembros(const uint8_t *x, size_t n)
{
    struct saco s;
    char nombre[RUTA_MAX + 10];

    saco_crea(&s, &practicas, n % 2 == 0 ? NULL : &todas[1]);
    struct receptor r = saco_receptor(&s);
    while (n > 2) {
        const uint8_t *fin = memchr(x + 2, 0, n - 2);
        size_t k = fin == NULL ? n - 2 : (size_t)(fin - x) - 2;
        struct miembro m = {(enum tipo)(x[0] % 4), (enum formato)(x[0] % 3),
                            nombre, (long long)x[1] << 16, x[1]};

        snprintf(nombre, sizeof nombre, "%.*s", (int)k,
                 (const char *)x + 2);
        x += k + 2;
        n -= k + 2;
        enum quiere q = r.miembro(r.ctx, &m);
        EXIGE(q != QUIERE || saco_interesa(&s, nombre));
        if (q == BASTA || (q == QUIERE && !r.datos(r.ctx, x, n)))
            break;
    }
    mira_saco(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *x, size_t n)
{
    uint8_t que = n == 0 ? 0 : x[0] % 4;

    if (n < 2)
        return 0;
    if (que == 1)
        archivo(x + 1, n - 1);
    else if (que == 3)
        miembros(x + 1, n - 1);
    else {
        uint8_t *copia = malloc(n);

        memcpy(copia, x + 1, n - 1);
        copia[n - 1] = '\0';
        if (que == 0)
            nombres((char *)copia);
        else {
            arregla_sumas(copia, n - 1);
            archivo(copia, n - 1);
        }
        free(copia);
    }
    return 0;
}
