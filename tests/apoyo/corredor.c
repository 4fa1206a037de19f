/* corredor: ejecuta las pruebas de un capítulo y escribe un veredicto por
 * línea: prueba<TAB>ID<TAB>ok|fallo<TAB>mensaje<TAB>causa.
 *
 *     corredor [--lista | --sin-celda | --hasta-fallo] [ID…]
 *
 * Sin identificadores, todas. Acaba con 0 solo si pasan todas. Con
 * --sin-celda el cuerpo corre en este mismo proceso (para gdb y valgrind), y
 * el primer fallo acaba con él. Con --hasta-fallo, al primero lo deja. */
#define _GNU_SOURCE
#include "celda.h"
#include "pagina.h"
#include "pruebas.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* La celda busca las fugas ella misma, cuando toca; y pedir un bloque
 * disparatado devuelve NULL, como sin sanitizer. */
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "leak_check_at_exit=0";
}

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "leak_check_at_exit=0:allocator_may_return_null=1";
}

/* Los hilos sin unir los cuenta la celda. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_thread_leaks=0:atexit_sleep_ms=0:"
           "allocator_may_return_null=1:second_deadlock_stack=1";
}

struct prueba {
    const char *id;
    void (*cuerpo)(void);
};

#define FILA(id) {#id, prueba_##id},
static const struct prueba pruebas[] = {PRUEBAS(FILA)};

enum { CUANTAS = sizeof pruebas / sizeof *pruebas };

static const struct prueba *busca(const char *id)
{
    for (int i = 0; i < CUANTAS; i++)
        if (strcmp(pruebas[i].id, id) == 0)
            return &pruebas[i];
    return NULL;
}

static bool en_celda(const struct prueba *p, int veredictos)
{
    struct celda r;

    celda_ejecuta(p->cuerpo, &r);
    pagina_veredicto(veredictos, p->id,
                     r.fin == CELDA_PASA ? NULL : r.mensaje,
                     celda_causa(r.fin));
    return r.fin == CELDA_PASA;
}

static bool suelta(const struct prueba *p, int veredictos)
{
    pagina_crea();
    pagina->celda = getpid();
    pagina->suelta = true;
    pagina->id = p->id;
    pagina->veredictos = veredictos;
    p->cuerpo();
    if (getpid() != pagina->celda)
        _exit(1);
    pagina_veredicto(veredictos, p->id, NULL, NULL);
    return true;
}

static int lista(void)
{
    for (int i = 0; i < CUANTAS; i++)
        puts(pruebas[i].id);
    return EXIT_SUCCESS;
}

/* Lo que un capítulo tenga que hacer lo primero de main; puede no haberlo. */
void pruebas_empiezan(int argc, char **argv) __attribute__((weak));

int main(int argc, char *argv[])
{
    bool (*ejecuta)(const struct prueba *, int) = en_celda;
    int primera = 1;
    bool bien = true, basta = false;

    if (pruebas_empiezan != NULL)
        pruebas_empiezan(argc, argv);
    if (argc > 1 && strcmp(argv[1], "--lista") == 0)
        return lista();
    if (argc > 1 && strcmp(argv[1], "--sin-celda") == 0) {
        ejecuta = suelta;
        primera = 2;
    }
    if (argc > 1 && strcmp(argv[1], "--hasta-fallo") == 0) {
        basta = true;
        primera = 2;
    }
    /* Lo que impriman los cuerpos va a la salida de errores. */
    int veredictos = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    for (int i = primera; i < argc && (bien || !basta); i++) {
        const struct prueba *p = busca(argv[i]);

        if (p == NULL) {
            fprintf(stderr, "%s: no hay ninguna prueba «%s»\n", argv[0],
                    argv[i]);
            return EXIT_FAILURE;
        }
        bien = ejecuta(p, veredictos) && bien;
    }
    for (int i = 0; primera == argc && i < CUANTAS && (bien || !basta); i++)
        bien = ejecuta(&pruebas[i], veredictos) && bien;
    return bien ? EXIT_SUCCESS : EXIT_FAILURE;
}
