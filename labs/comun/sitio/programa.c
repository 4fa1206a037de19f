/* programa.c: el sitio, para mirarlo con un navegador.
 *
 *     make sitio PUERTO=8080 LATENCIA=300
 *     build/sitio --puerto 8080 --latencia 300 --fallo 121:500
 *
 * Acaba con Ctrl-C. */
#include "errores.h"
#include "sitio.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void uso(void)
{
    fputs(
        "uso: sitio [--puerto N] [--latencia MS] [--latencia-tabla MS]\n"
        "  [--boton MS] [--barrera N] [--barrera-ms MS] [--fallo ID:CODIGO]"
        "\n  [--lento ID:MS] [--por-minuto N]\n",
        stderr);
    exit(2);
}

static bool opcion(struct sitio_opciones *o, const char *k, const char *v)
{
    struct {
        const char *nombre;
        int *uno, *dos;
    } op[] = {
        {"--puerto", &o->puerto, NULL},
        {"--latencia", &o->latencia_ms, NULL},
        {"--latencia-tabla", &o->latencia_tabla_ms, NULL},
        {"--boton", &o->boton_ms, NULL},
        {"--barrera", &o->barrera, NULL},
        {"--barrera-ms", &o->barrera_ms, NULL},
        {"--fallo", &o->fallo_id, &o->fallo_codigo},
        {"--lento", &o->lento_id, &o->lento_ms},
        {"--por-minuto", &o->por_minuto, NULL},
    };

    for (size_t i = 0; i < sizeof op / sizeof *op; i++)
        if (strcmp(k, op[i].nombre) == 0)
            return op[i].dos == NULL
                       ? sscanf(v, "%d", op[i].uno) == 1
                       : sscanf(v, "%d:%d", op[i].uno, op[i].dos) == 2;
    return false;
}

int main(int argc, char **argv)
{
    struct sitio_opciones o = {.boton_ms = 300};
    struct sitio_cuentas c;
    sigset_t s;
    int cual;

    for (int i = 1; i < argc; i += 2)
        if (i + 1 == argc || !opcion(&o, argv[i], argv[i + 1]))
            uso();
    sigemptyset(&s);
    sigaddset(&s, SIGINT);
    sigaddset(&s, SIGTERM);
    SYS(sigprocmask(SIG_BLOCK, &s, NULL));
    struct sitio *sitio = MEM(sitio_arranca(&o));
    printf("%s/soccer/competitions\n", sitio_base(sitio));
    fflush(stdout);
    PT(sigwait(&s, &cual));
    sitio_cuentas(sitio, &c);
    printf("%ld conexiones, %ld peticiones, %ld a la vez como mucho\n",
           c.conexiones, c.peticiones, c.max_en_vuelo);
    sitio_para(sitio);
    return 0;
}
