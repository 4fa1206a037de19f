/* Las funciones de nav.h, que con AV_NAVEGADOR fallan. El enlazador (--wrap)
 * trae aquí las llamadas, sea cual sea el navegador. */
#include "../../labs/10-extraccion/nav.h"
#include "recursos.h"

#include <errno.h>
#include <stddef.h>

/* Declara la de verdad y la que se pone en su lugar, que llama a la de
 * verdad o da fallo. */
#define ENVUELVE(tipo, nombre, fallo, recibe, da)                          \
    tipo __real_##nombre recibe;                                           \
    tipo __wrap_##nombre recibe;                                           \
    tipo __wrap_##nombre recibe                                            \
    {                                                                      \
        int cual;                                                          \
                                                                           \
        if (averia_toca(AV_NAVEGADOR, &cual))                              \
            return fallo;                                                  \
        tipo r = __real_##nombre da;                                       \
        averia_vuelve(AV_NAVEGADOR, cual);                                 \
        return r;                                                          \
    }

typedef struct nav *navegador;
typedef const struct nav_elem *elemento;
typedef char *texto;

ENVUELVE(navegador, nav_crea, NULL, (void), ())
ENVUELVE(int, nav_abre, EPERM, (navegador n, const char *url), (n, url))
ENVUELVE(int, nav_busca, -EPERM,
         (navegador n, elemento en, const char *xpath, struct nav_elem *v,
          int max),
         (n, en, xpath, v, max))
ENVUELVE(int, nav_espera, EPERM,
         (navegador n, const char *xpath, int ms, struct nav_elem *e),
         (n, xpath, ms, e))
ENVUELVE(int, nav_pulsa, EPERM, (navegador n, elemento e, int ms),
         (n, e, ms))
ENVUELVE(texto, nav_texto, NULL, (navegador n, elemento e), (n, e))
ENVUELVE(int, nav_textos, -EPERM,
         (navegador n, const char *xpath, char *v[], int max),
         (n, xpath, v, max))
ENVUELVE(texto, nav_href, NULL, (navegador n, elemento e), (n, e))
