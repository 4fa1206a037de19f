. tests/calificador/casos/apoyo.sh
antes <<'E'
#include <dlfcn.h>

static void hazlo(void)
{
    void *p = dlsym(RTLD_DEFAULT, "pagina_veredicto");

    (void)p;
}
E
