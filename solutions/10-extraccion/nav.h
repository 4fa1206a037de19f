/* nav.h: un navegador, con lo que hace falta para extraer.
 *
 * Lo cumplen dos: nav_curl.c, con libcurl y libxml2, que no ejecuta
 * JavaScript (pulsar un enlace es seguirlo; pulsar un botón, enviar su
 * formulario), y nav_wd.c, que maneja un Chromium de verdad.
 *
 * Forma: un navegador tiene una página abierta, o ninguna, y sus cookies.
 *   Un elemento es un nodo de esa página: no vale después de abrir otra, ni
 *   de pulsar algo que la cambie. XPath 1.0.
 * Unidades: milisegundos.
 * Errores: 0, un errno, o de 400 a 599, lo que contestó el servidor. Las
 *   que devuelven una cuenta dan el error con el signo cambiado; las que
 *   devuelven un puntero, NULL. nav_error lo cuenta con palabras.
 *     ETIMEDOUT     el servidor no contesta a tiempo; lo que se esperaba
 *                   no aparece o no se deja pulsar
 *     ECONNREFUSED  no hay nadie en esa dirección
 *     ECONNRESET    la respuesta no ha llegado, o no entera
 *     EINVAL        esa dirección o ese XPath no valen; ese elemento no se
 *                   pulsa; no hay página abierta
 *     ENOMEM, EIO   no hay memoria; otra cosa
 * Dueño: el navegador, de quien lo crea. Los textos que devuelve, de quien
 *   llama: free.
 * Concurrencia: nav_inicia, una vez, antes de que haya hilos o procesos.
 *   Cada navegador lo usa un hilo, en el proceso que lo creó: no sobrevive
 *   a un fork. */
#ifndef NAV_H
#define NAV_H

enum { NAV_ID = 128, NAV_PLAZO = 10000 };

struct nav;

struct nav_elem {
    void *nodo;      /* nav_curl */
    char id[NAV_ID]; /* nav_wd */
};

int nav_inicia(void);
void nav_acaba(void);

struct nav *nav_crea(void);       /* NULL: no ha podido ser */
void nav_destruye(struct nav *n); /* NULL vale */

/* Lo que puede tardar una petición; si no se dice, NAV_PLAZO. */
void nav_plazo(struct nav *n, int ms);

int nav_abre(struct nav *n, const char *url);

/* Los que cumplen el XPath, hasta max, por orden; en NULL: en toda la
 * página. Devuelve cuántos. */
int nav_busca(struct nav *n, const struct nav_elem *en, const char *xpath,
              struct nav_elem *v, int max);

/* Espera a que haya uno. */
int nav_espera(struct nav *n, const char *xpath, int ms,
               struct nav_elem *e);

/* Lo pulsa; si algo lo tapa o aún no se ve, insiste hasta ms. */
int nav_pulsa(struct nav *n, const struct nav_elem *e, int ms);

/* Su texto, sin blancos alrededor y con uno entre palabras. */
char *nav_texto(struct nav *n, const struct nav_elem *e);

/* Los textos de todos los que cumplen el XPath, hasta max. */
int nav_textos(struct nav *n, const char *xpath, char *v[], int max);

/* Adónde lleva, entero: http://… */
char *nav_href(struct nav *n, const struct nav_elem *e);

/* Por qué ha fallado lo último; vive hasta la llamada siguiente. */
const char *nav_error(const struct nav *n);

#endif
