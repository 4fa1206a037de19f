/* Las mismas pruebas, con Criterion: una Test(lab, ID) por identificador.
 *
 * El cuerpo corre en una celda, y el proceso de Criterion solo mira: ni una
 * llamada a cr_* dentro. Su plazo es un último recurso (el de verdad es el
 * de la celda), y su estado de salida no es un veredicto: con un filtro que
 * no encuentra nada también es 0. El veredicto son las líneas que el gancho
 * escribe, en el proceso principal, en el descriptor VEREDICTOS_FD. */
#include "celda.h"
#include "pagina.h"
#include "pruebas.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdlib.h>

static void en_celda(void (*cuerpo)(void))
{
    struct celda r;

    celda_ejecuta(cuerpo, &r);
    cr_assert(r.fin == CELDA_PASA, "%s", r.mensaje);
}

#define PRUEBA(id)                                                         \
    Test(lab, id, .timeout = 600)                                          \
    {                                                                      \
        en_celda(prueba_##id);                                             \
    }
PRUEBAS(PRUEBA)

static void dice(const char *id, const char *mensaje)
{
    const char *fd = getenv("VEREDICTOS_FD");

    if (fd != NULL)
        pagina_veredicto(atoi(fd), id, mensaje, NULL);
}

static bool falla_algo(const struct criterion_test_stats *s)
{
    return s->failed_asserts > 0 || s->crashed || s->timed_out ||
           s->passed_asserts == 0 || s->test_status != CR_STATUS_PASSED;
}

static const char *primer_mensaje(const struct criterion_test_stats *s)
{
    for (struct criterion_assert_stats *a = s->asserts; a != NULL;
         a = a->next)
        if (!a->passed && a->message != NULL)
            return a->message;
    return "la prueba ha acabado sin decir por qué";
}

ReportHook(POST_FINI)(struct criterion_test_stats *s)
{
    dice(s->test->name, falla_algo(s) ? primer_mensaje(s) : NULL);
}

ReportHook(TEST_CRASH)(struct criterion_test_stats *s)
{
    dice(s->test->name, primer_mensaje(s));
}
