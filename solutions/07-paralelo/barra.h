/* barra.h: una barra de progreso.
 *
 * Forma: una línea de texto en UTF-8, como las de tqdm. Hay dos partes: el
 *   texto de la barra, que solo depende de sus datos, y la barra viva, que
 *   cuenta desde varios hilos y se dibuja a sí misma.
 * Unidades: segundos; elementos por segundo; columnas. Una columna es un
 *   carácter (un punto de código): ni un byte, ni los dos huecos que ocupa
 *   en el terminal un ideograma.
 * Errores: 0, o el número del error. Dibujar no falla: lo que el terminal
 *   no admita se pierde, y el trabajo sigue.
 * Dueño: la barra es de quien la crea; los textos de sus opciones siguen
 *   siendo de quien los puso, y tienen que durar tanto como ella. El
 *   descriptor no se cierra.
 * Concurrencia: barra_avanza y barra_pon, desde cualquier hilo y a la vez:
 *   quien llega mientras otro dibuja, no espera. barra_crea y barra_cierra,
 *   cuando nadie más la usa. barra_texto, desde cualquier sitio. */
#ifndef BARRA_H
#define BARRA_H

#include <stdbool.h>
#include <stddef.h>

enum { BARRA_LIBRE = -1, BARRA_COLUMNAS_MAX = 1000 };

struct barra_datos {
    size_t n;
    size_t total;    /* 0: no se sabe. Si n es mayor, tampoco */
    double segundos; /* desde que empezó */
    double ritmo;    /* NAN: el medio, n / segundos */
    int columnas;    /* de toda la línea; BARRA_LIBRE: la barra ocupa 10;
                      * 0: sin barra, solo los números */
    int escala;      /* 0: los números, tal cual. 1000 o 1024: tres cifras
                      * y k, M, G, T, P, E o Z; las cuentas, de escala en
                      * escala, y el ritmo siempre de mil en mil */
    bool ascii;      /* la barra, con « 123456789#» y no con octavos */

    /* Pueden ser NULL. */
    const char *titulo;  /* delante, y después «: » */
    const char *unidad;  /* si es NULL, "it" */
    const char *posfijo; /* detrás, después de «, » */
};

/* Escribe en texto, de tam bytes, una de estas dos líneas:
 *     titulo:  40%|████      | 4/10 [00:02<00:03,  2.00it/s, posfijo]
 *     titulo: 4it [00:02,  2.00it/s, posfijo]
 * la segunda si el total no se sabe. La barra llena lo que quede hasta
 * columnas, y ocupa al menos una; lo que sobrepase columnas se corta. La
 * segunda línea no tiene barra, y no se corta. Un ritmo menor que uno se
 * dice del revés, en segundos por elemento; uno que no se sabe, o que es
 * 0, con «?», y entonces tampoco se sabe lo que falta.
 * ERANGE si no cabe en tam bytes: texto queda vacío. */
int barra_texto(const struct barra_datos *d, char *texto, size_t tam);

/* Cómo se dibuja. En un terminal: en su sitio, y otra vez cada 0,1 s como
 * mucho. Llana (una tubería, un fichero): líneas enteras, de 10 en 10 s
 * como mucho, sin mover el cursor. */
enum barra_modo { BARRA_PREGUNTA, BARRA_TERMINAL, BARRA_LLANA };

/* Todo a cero es lo corriente. */
struct barra_opciones {
    size_t total; /* 0: no se sabe */
    const char *titulo, *unidad;
    int escala;
    bool ascii;
    int descriptor;       /* 0: la salida de errores */
    enum barra_modo modo; /* BARRA_PREGUNTA: lo que diga isatty */

    /* 0: las que tenga el terminal cada vez que se dibuja o, si no lo
     * dice, BARRA_LIBRE. */
    int columnas;

    int posicion; /* líneas bajo el cursor: para las barras de dentro */
    double (*reloj)(void *ctx); /* NULL: el de reloj.h */
    void *ctx;
};

struct barra;

/* Deja en *sale una barra que empieza ahora, y la dibuja si es un terminal.
 * ENOMEM, o el error del mutex: *sale no cambia. */
int barra_crea(struct barra **sale, const struct barra_opciones *o);

/* Suma k a la cuenta, o la deja en n; y dibuja la barra si ya toca y no la
 * está dibujando otro. Cada dibujo es una sola escritura. El ritmo que se
 * ve es la media móvil de lo ocurrido entre dibujo y dibujo. */
void barra_avanza(struct barra *b, size_t k);
void barra_pon(struct barra *b, size_t n);

/* El último dibujo, toque o no, con el ritmo medio, y el cursor al comienzo
 * de la línea siguiente, sin nada debajo. Si su posición no es 0, la barra
 * se borra. NULL no hace nada. */
void barra_cierra(struct barra *b);

#endif
