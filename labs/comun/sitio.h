/* sitio.h: un sitio web de mentira, en esta máquina, del que extraer.
 *
 * Es lo que en el cuaderno era ESPN: competiciones, veinte equipos y la
 * tabla de disciplina de cada uno, detrás de un aviso de cookies y de una
 * pestaña. Los nombres son inventados.
 *
 *     /soccer/competitions                        las competiciones
 *     /soccer/teams/_/league/5                    los veinte equipos
 *     /soccer/team/stats/_/id/103/ac-milan        un equipo, con sus goles
 *     …/ac-milan/view/discipline                  su tabla de disciplina;
 *                                                 403 sin haber aceptado
 *     POST /consent                               acepta las cookies
 *     /robots.txt                                 lo que pide a los robots
 *     /_estado                                    las cuentas, en JSON
 *
 * Forma: un proceso acepta conexiones y cada una la atiende un hijo suyo.
 *   Solo escucha en 127.0.0.1, en un puerto que elige el núcleo. Las cuentas
 *   están en memoria compartida: se miran sin pedir nada al sitio.
 * Unidades: milisegundos.
 * Errores: NULL, con el error en errno (los de socket, bind, mmap y fork).
 * Dueño: quien lo arranca lo para. Si muere sin pararlo, aunque sea de un
 *   SIGKILL, el sitio acaba solo, con todos sus procesos.
 * Concurrencia: arrancar y parar, un hilo; lo demás, cualquiera. Un hijo de
 *   fork puede mirar las cuentas, pero no pararlo. Solo Linux. */
#ifndef COMUN_SITIO_H
#define COMUN_SITIO_H

#include <stdbool.h>

enum {
    SITIO_EQUIPOS = 20,
    SITIO_LIGA = 5,   /* la única competición con equipos */
    SITIO_CORTA = -1, /* fallo_codigo: media página, y cuelga */
};

/* A cero, contesta enseguida y nada falla. */
struct sitio_opciones {
    int puerto; /* 0: el que elija el núcleo */

    int latencia_ms;       /* lo que tarda una página */
    int latencia_tabla_ms; /* lo que tarda la tabla de disciplina */
    int boton_ms; /* con JavaScript, lo que tarda en verse el botón */
    int lento_id, lento_ms; /* ese equipo tarda además lento_ms… */
    int lento_veces;        /* …las primeras veces (0: siempre) */

    /* Las páginas de equipo esperan hasta que haya tantas a la vez. Si se
     * consigue, o si pasan barrera_ms (0: 3000), ya no espera nadie. */
    int barrera, barrera_ms;

    /* La página de ese equipo falla con ese código HTTP, o SITIO_CORTA. */
    int fallo_id, fallo_codigo;
    int fallo_veces; /* las primeras veces (0: siempre) */

    int por_minuto;  /* peticiones por minuto; las demás, 429 (0: todas) */
    int reintenta_s; /* el Retry-After de un fallo 429 o 503 */

    /* La página de ese equipo no sale hasta que por la misma conexión haya
     * llegado otra petición, o pase ese tiempo. */
    int retiene_id, retiene_ms;
};

struct sitio_cuentas {
    long conexiones;
    long peticiones; /* contestadas o a medio contestar */
    long en_vuelo, max_en_vuelo;
    long fallidas;    /* las que fallaron a propósito */
    long rechazadas;  /* 429 por pasar de por_minuto */
    long sin_aceptar; /* 403: la tabla, sin haber aceptado las cookies */
    long prohibidas;  /* a lo que robots.txt pide no ir */
    long sin_identificar; /* con un User-Agent sin dirección de contacto */
    long en_barrera; /* cuántas, como mucho, se juntaron en la barrera */
    bool barrera_cumplida;
};

struct sitio;

/* Cuando vuelve, ya se puede pedir. o NULL: todo a cero. */
struct sitio *sitio_arranca(const struct sitio_opciones *o);

/* Acaba con todos los procesos del sitio y los espera. NULL vale. */
void sitio_para(struct sitio *s);

int sitio_puerto(const struct sitio *s);

/* http://127.0.0.1:puerto, sin barra final; vive lo que el sitio. */
const char *sitio_base(const struct sitio *s);

void sitio_cuentas(const struct sitio *s, struct sitio_cuentas *c);

/* Cuántas veces se ha pedido la página del equipo con ese id, sin contar su
 * tabla de disciplina; con disciplina, cuántas la tabla. */
long sitio_pedido(const struct sitio *s, int id, bool disciplina);

/* Los datos, como si se hubieran leído sin fallos: el i-ésimo equipo, del 0
 * al 19, en el orden del sitio. La tabla es de quien llama: RK NAME P YC RC
 * PTS TEAM, que es lo que tiene que salir de extraer. */
struct sitio_equipo {
    int id;
    const char *apodo, *nombre;
};
bool sitio_equipo(int i, struct sitio_equipo *e);
struct tabla *sitio_disciplina(int id);

#endif
