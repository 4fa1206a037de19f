#define _GNU_SOURCE
#include "prueba.h"

#include "pagina.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

struct pagina *pagina;

void pagina_crea(void)
{
    pagina = mmap(NULL, sizeof *pagina, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pagina == MAP_FAILED) {
        perror("mmap");
        exit(EXIT_FAILURE);
    }
}

/* El mensaje cabe en una celda de la tabla: ni tabuladores ni renglones, y
 * las barras, dobles. */
static void aplana(const char *texto, char *plano, size_t n)
{
    size_t k = 0;

    for (; *texto != '\0' && k + 2 < n; texto++) {
        if (*texto == '\\')
            plano[k++] = '\\';
        plano[k++] = (unsigned char)*texto < ' ' ? ' ' : *texto;
    }
    plano[k] = '\0';
}

void pagina_veredicto(int fd, const char *id, const char *mensaje,
                      const char *causa)
{
    char linea[PAGINA_MENSAJE + 256];
    char plano[PAGINA_MENSAJE];

    aplana(mensaje == NULL ? "" : mensaje, plano, sizeof plano);
    int n = snprintf(linea, sizeof linea, "prueba\t%s\t%s\t%s\t%s\n", id,
                     mensaje == NULL ? "ok" : "fallo", plano,
                     mensaje == NULL || causa == NULL ? "" : causa);
    /* Sin pasar por write, que puede estar averiada (recursos.h). */
    if (syscall(SYS_write, fd, linea, (size_t)n) == -1)
        perror("veredicto");
}

double plazo(double segundos)
{
    const char *factor = getenv("PLAZO_FACTOR");
    double f = factor == NULL ? 1 : strtod(factor, NULL);

    return f > 0 ? segundos * f : segundos;
}

/* Puede que el hijo lo creara la prueba, o que venga del código probado y
 * haya vuelto de donde no debía: se dice, para que se sepa mirar. */
static const char *desde_donde(void)
{
    return getpid() == pagina->celda
               ? ""
               : " (lo dice un proceso hijo; un hijo acaba con _exit)";
}

/* Un hijo que falla acaba también con la celda, que quizá lo espera: el
 * mensaje ya está a salvo. */
static _Noreturn void acaba(void)
{
    if (pagina->suelta)
        pagina_veredicto(pagina->veredictos, pagina->id, pagina->mensaje,
                         "exige");
    if (getpid() != pagina->celda)
        kill(pagina->celda, SIGKILL);
    _exit(1);
}

static _Noreturn void falla_v(const char *formato, va_list lista,
                              const char *cola)
{
    int libre = 0;

    if (atomic_compare_exchange_strong(&pagina->turno, &libre, 1)) {
        char *m = pagina->mensaje;
        int n = vsnprintf(m, PAGINA_MENSAJE, formato, lista);

        if (n >= 0 && n < PAGINA_MENSAJE)
            snprintf(m + n, (size_t)(PAGINA_MENSAJE - n), "%s%s", cola,
                     desde_donde());
        atomic_store(&pagina->turno, 2);
        acaba();
    }
    for (;;) /* otro hilo ya está acabando con el proceso */
        pause();
}

void falla(const char *formato, ...)
{
    va_list lista;

    va_start(lista, formato);
    falla_v(formato, lista, "");
}

/* Para los que comparan: «QUÉ: se esperaba A y ha salido B». */
#define FALLA_COMPARADO(...)                                               \
    do {                                                                   \
        char cola_[512];                                                   \
        va_list lista_;                                                    \
        snprintf(cola_, sizeof cola_, __VA_ARGS__);                        \
        va_start(lista_, formato);                                         \
        falla_v(formato, lista_, cola_);                                   \
    } while (0)

void compara_entero(long long salido, long long esperado,
                    const char *formato, ...)
{
    if (salido != esperado)
        FALLA_COMPARADO(": se esperaba %lld y ha salido %lld", esperado,
                        salido);
}

void compara_real(double salido, double esperado, double margen,
                  const char *formato, ...)
{
    if (!(fabs(salido - esperado) <= margen)) /* NaN también falla */
        FALLA_COMPARADO(": se esperaba %g y ha salido %g", esperado,
                        salido);
}

void compara_texto(const char *salido, const char *esperado,
                   const char *formato, ...)
{
    const char *s = salido == NULL ? "NULL" : salido;
    const char *e = esperado == NULL ? "NULL" : esperado;

    if ((salido == NULL) != (esperado == NULL) || strcmp(s, e) != 0)
        FALLA_COMPARADO(": se esperaba «%s» y ha salido «%s»", e, s);
}

static const char *nombre_error(int e)
{
    const char *nombre = strerrorname_np(e);

    if (e == 0)
        return "0 (sin error)";
    return nombre == NULL ? "un número que no es un error" : nombre;
}

void compara_error(int salido, int esperado, const char *formato, ...)
{
    if (salido == esperado)
        return;
    if (salido == -1) /* la confusión más corriente: la otra familia */
        FALLA_COMPARADO(": se esperaba %s y ha salido -1",
                        nombre_error(esperado));
    FALLA_COMPARADO(": se esperaba %s y ha salido %s",
                    nombre_error(esperado), nombre_error(salido));
}

static uint64_t semilla(void)
{
    const char *fijada = getenv("SEMILLA");
    uint64_t s = 0;

    if (fijada != NULL)
        return strtoull(fijada, NULL, 10);
    if (getrandom(&s, sizeof s, 0) != sizeof s)
        s = (uint64_t)getpid();
    return s;
}

/* splitmix64: un contador mezclado; atómico, para llamarla desde hilos. */
unsigned long azar(unsigned long n)
{
    static _Atomic uint64_t contador;
    static atomic_int sembrado;
    int no = 0;

    if (atomic_compare_exchange_strong(&sembrado, &no, 1))
        atomic_fetch_add(&contador, semilla());
    uint64_t z = atomic_fetch_add(&contador, 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (unsigned long)((z ^ (z >> 31)) % n);
}

void *comparte(size_t n)
{
    void *p = mmap(NULL, n == 0 ? 1 : n, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        falla("la prueba no ha conseguido memoria compartida: %s",
              strerror(errno));
    return p;
}
