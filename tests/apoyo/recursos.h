/* recursos.h: mirar lo que hace el proceso desde fuera, y estropearle las
 * llamadas al sistema. Solo Linux: lee /proc.
 *
 * Errores: lo que no debería fallar, si falla, hace fallar la prueba. */
#ifndef APOYO_RECURSOS_H
#define APOYO_RECURSOS_H

#include <stdbool.h>
#include <stddef.h>

/* --- ¿Bloquea? ---------------------------------------------------------
 * Un hilo que ejecuta f(arg) para poder mirarlo desde fuera:
 *
 *     struct hilo *h = lanza(pone, c);
 *     exige(observa(h) == DUERME, "cola_pon, con la cola llena, %s",
 *           que_hace(h));
 *     …se hace sitio…
 *     recoge(h, "cola_pon, después de hacer sitio");
 *
 * observa espera a que el hilo acabe o se duerma (en un mutex, una
 * condición, una tubería… no en sleep), y no decide por tiempo: que duerme
 * se lo pregunta al núcleo. La respuesta vale mientras nadie haga nada. */
struct hilo;

enum que_hace {
    HA_VUELTO,  /* f ha acabado */
    DUERME,     /* está dormido, y solo otro puede despertarlo */
    DA_VUELTAS, /* ni lo uno ni lo otro en 3 s: espera activa o sleep */
};

struct hilo *lanza(void *(*f)(void *), void *arg);
enum que_hace observa(struct hilo *h);

/* Si todos los demás hilos, y los hijos, duermen: nadie cambiará nada. */
bool los_demas_duermen(void);

/* Lo que hace, dicho: «ha vuelto enseguida», «se ha dormido», «da vueltas
 * sin dormirse (espera activa)». Repite lo último que vio observa. */
const char *que_hace(const struct hilo *h);

/* Une el hilo y devuelve lo que devolvió f; lo libera. Si no acaba en 3 s,
 * la prueba falla: «QUÉ: no ha acabado; el hilo duerme». */
void *recoge(struct hilo *h, const char *que);

/* --- Averías -----------------------------------------------------------
 * A partir de ahora, la n-ésima llamada (1 es la próxima) falla con su
 * error; las demás funcionan. Cuentan las del código probado y las de la
 * prueba. Con n = 0 se quita la avería y la cuenta vuelve a empezar. Un hijo
 * de fork la hereda con lo que llevara contado, y sigue por su cuenta.
 *   AV_HILO     pthread_create devuelve EAGAIN
 *   AV_FORK     fork da EAGAIN; posix_spawn lo devuelve
 *   AV_MEMORIA  malloc, calloc, realloc y aligned_alloc dan ENOMEM
 *   AV_TUBERIA  pipe, pipe2 y socketpair dan EMFILE
 *   AV_DESCRIPTOR  memfd_create y pidfd_open dan EMFILE
 *   AV_MMAP     mmap da ENOMEM
 *   AV_MUTEX    pthread_mutex_init devuelve ENOMEM
 *   AV_COND     pthread_cond_init devuelve ENOMEM
 *   AV_ESPURIO  pthread_cond_wait y pthread_cond_timedwait vuelven (con 0)
 *               sin que nadie avise: un despertar espurio, que POSIX permite;
 *               quien espera con «if» en vez de «while» cae siempre, no solo
 *               con mala suerte
 *   AV_HORA     alguien retrasa una hora el reloj de la pared antes de la
 *               n-ésima lectura de CLOCK_REALTIME, y así se queda
 *   AV_ENVIA    pool_envia, llamada desde fuera de su fichero, da ENOMEM
 *   AV_ESPERA   waitpid da EINTR, y no ha esperado a nadie
 *   AV_NAVEGADOR  una función de nav.h (capítulo 10), llamada desde fuera de
 *               su fichero, no hace nada y da EPERM, -EPERM o NULL, según
 *               lo que devuelva. EPERM es el 1: el error más pequeño
 *
 * Las que siguen no estropean una llamada, sino todas desde la n-ésima:
 *   AV_ACEPTA   accept y accept4 dan EMFILE, aunque haya quien espere: lo
 *               mismo que si no quedaran descriptores, y sin gastarlos
 * Y estas dos, solo las de read, write, recv y send en una tubería o en un
 * socket de flujo (y nunca en los descriptores 0, 1 y 2):
 *   AV_CORTA    no mueven más que un byte
 *   AV_EINTR    en cada hilo, una sí y otra no fallan con EINTR sin haber
 *               hecho nada: quien no la repite pierde un trozo
 * Con AV_CORTA, lo que escriben varios a la vez en la misma tubería se
 * mezcla aunque quepa en PIPE_BUF. */
enum averia {
    AV_HILO,
    AV_FORK,
    AV_MEMORIA,
    AV_TUBERIA,
    AV_DESCRIPTOR,
    AV_MMAP,
    AV_MUTEX,
    AV_COND,
    AV_ESPURIO,
    AV_HORA,
    AV_ENVIA,
    AV_ESPERA,
    AV_NAVEGADOR,
    AV_ACEPTA,
    AV_CORTA,
    AV_EINTR,
    AV_CUANTAS,
};

void averia(enum averia cual, int n);

/* La n-ésima llamada desde ahora no falla: antes (con AV_ENVIA, después)
 * se llama a f, en el hilo que la hace. Si f espera a que otro haga algo,
 * ese algo ocurre justo ahí, en medio del código probado. Con NULL se
 * quita. */
void en_la_llamada(enum averia cual, int n, void (*f)(void));

/* Para espia.c y espia_nav.c: cuenta una llamada, la *n-ésima, y dice si le
 * toca fallar; cuando vuelve, cumple el encargo. */
bool averia_toca(enum averia cual, int *n);
void averia_vuelve(enum averia cual, int n);

/* Cuántas llamadas ha habido desde la última averia() (o desde el
 * principio), fallidas incluidas. */
int llamadas(enum averia cual);

/* Sin pedirlo: en una prueba no caben más de 2000 hilos sin unir ni más de
 * 4000 fork (dan EAGAIN), y kill falla si apunta fuera de la celda. */

/* Hilos creados con pthread_create que nadie ha unido ni desligado, y los
 * desligados. */
int hilos_sin_unir(void);
int hilos_desligados(void);

/* Los que se iniciaron con pthread_mutex_init y pthread_cond_init (no con
 * PTHREAD_MUTEX_INITIALIZER) y nadie ha destruido. */
int mutex_sin_destruir(void);
int condiciones_sin_destruir(void);

/* Hijos directos, vivos o zombis, a los que nadie ha esperado. */
int hijos_sin_esperar(void);

int descriptores_abiertos(void);

/* El pico de memoria residente del proceso (bytes) desde el último
 * pico_reinicia. Es del proceso: no cuenta a los hijos. */
void pico_reinicia(void);
size_t pico_memoria(void);

#endif
