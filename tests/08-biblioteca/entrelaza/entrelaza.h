/* entrelaza.h: ejecutar un programa pequeño con todos los entrelazamientos
 * posibles de sus hilos.
 *
 * Forma: una escena tiene unos hilos y lo que debe cumplirse. Se ejecuta una
 *   y otra vez desde el principio; cada vez, en otro orden. Los hilos son
 *   corrutinas: solo se cambia de uno a otro en un punto, y un punto es una
 *   operación atómica, dormirse, despertar o un mutex. Entre punto y punto
 *   todo ocurre de un golpe: lo que se comparte sin atómicos no se vigila
 *   (de eso se encarga ThreadSanitizer).
 * De dos órdenes que solo se distinguen en quién hace antes cosas que no
 *   tienen que ver (palabras distintas, o dos lecturas), se ejecuta uno:
 *   reducción de orden parcial dinámica (Flanagan y Godefroid) y conjuntos
 *   dormidos (Godefroid).
 * Concurrencia: un proceso, un hilo de verdad. */
#ifndef ENTRELAZA_H
#define ENTRELAZA_H

#include <stdbool.h>
#include <stddef.h>

enum { ENT_HILOS = 6, ENT_PASOS = 600 };

struct escena {
    const char *nombre;
    const char *que; /* una línea: qué se ejecuta */
    /* El estado inicial, desde cero, sin nadie más. Puede crear hilos. */
    void (*prepara)(void);
    struct {
        const char *nombre;
        void (*f)(void);
    } hilo[ENT_HILOS];   /* hasta el primero sin f */
    void (*acaba)(void); /* lo que se exige cuando todos han acabado */
    int espurios; /* veces que alguien puede despertar sin que lo llamen */
    /* Si no son 0, no se hace entera (o no en el modo largo): solo los
     * órdenes con esos retrasos, como mucho. Sin retrasos, cada hilo corre
     * hasta que no puede seguir; uno es dejarlo a medias y pasar al
     * siguiente (Emmi, Qadeer y Rakamarić). */
    int retrasos, retrasos_largo;
};

/* La escena incumple lo que debe; no vuelve. */
_Noreturn void entrelaza_falla(const char *formato, ...)
    __attribute__((format(printf, 1, 2)));
#define entrelaza_exige(cond, ...)                                         \
    ((cond) ? (void)0 : entrelaza_falla(__VA_ARGS__))

/* Lo que llaman los atómicos de mentira, y los ganchos de una escena. */
enum ent_clase {
    ENT_LEE,
    ENT_ESCRIBE,
    ENT_COGE, /* un mutex: espera a que esté libre */
    ENT_SUELTA,
    ENT_DUERME,
    ENT_DESPIERTA,
    ENT_DESPERTADO, /* vuelve de dormir */
    ENT_NACE,
    ENT_UNE
};
void entrelaza_punto(const volatile void *a, enum ent_clase clase,
                     const char *texto, const char *donde);
/* Lo que ha leído, o dejado, el último punto: para contarlo. */
void entrelaza_vio(unsigned long v);

/* Como un futex. */
void entrelaza_duerme(const volatile unsigned *a, unsigned v);
void entrelaza_despierta(const volatile unsigned *a, int cuantos);
/* Da una oportunidad a los demás antes de volver a mirar: quien espera
 * dando vueltas tiene que decirlo, o la ejecución no acabaría nunca. */
void entrelaza_pausa(void);
void entrelaza_coge(const volatile void *m);
void entrelaza_suelta(const volatile void *m);

/* De aquí en adelante, tocar esos bytes es un error: son de otro. (Lo de la
 * pila de un hilo que ya ha vuelto de donde estaba se sabe solo.) */
void entrelaza_muerta(const void *p, size_t n);

/* En vez de pthread_create, pthread_join, malloc y free (ganchos.h). */
int entrelaza_nace(unsigned long *cual, const void *atributos,
                   void *(*f)(void *), void *arg);
int entrelaza_une(unsigned long cual, void **valor);
void *entrelaza_pide(size_t n);
void entrelaza_libera(void *p);

/* main: ejecuta las escenas.
 *   [--largo] [--bruto] [--busca] [--coteja] [ESCENA…]
 * Con --busca, para en el primer fallo, que busca con pocos retrasos,
 * y cuenta la ejecución paso a paso. Con --bruto no reduce nada; con
 * --coteja, comprueba que al reducir no se pierde nada. */
int entrelaza_main(int argc, char **argv, const struct escena *v, int n);

#endif
