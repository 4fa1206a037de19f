/* csv: dos equipos, uno de ellos con un nombre retorcido, como CSV. Se
 * enlaza una vez con cada navegador, y tiene que salir lo mismo. */
#include "errores.h"
#include "extraer.h"
#include "nav.h"
#include "sitio.h"
#include "tabla.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    struct sitio *s = MEM(sitio_arranca(NULL));
    char *urls[SITIO_EQUIPOS];
    struct tabla *todo = NULL, *t;

    PT(nav_inicia());
    int k = enlaces(sitio_base(s), urls, SITIO_EQUIPOS);
    for (int i = 0; i < k; i++) {
        bool este = i == 0 || strstr(urls[i], "/id/121/") != NULL;

        if (este) {
            PT(extraer(urls[i], &t));
            if (todo == NULL)
                todo = t;
            else {
                PT(tabla_junta(todo, t));
                tabla_destruye(t);
            }
        }
        free(urls[i]);
    }
    PT(todo == NULL ? ENODATA : tabla_escribe_csv(todo, stdout));
    tabla_destruye(todo);
    nav_acaba();
    sitio_para(s);
    return k == SITIO_EQUIPOS ? 0 : 1;
}
