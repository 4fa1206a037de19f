/* recinto.h: ejecuta una orden donde no puede hacer daño, y no deja nada vivo
 * detrás.
 *
 * Forma: de más a menos, según lo que deje la máquina y lo que se pida.
 *   RECINTO_ENTERO   bubblewrap: ni red, ni más ficheros que los que se le
 *                    enseñan, ni más procesos que los suyos; sin privilegios
 *   RECINTO_EXTERNO  ya hay quien aísla (un contenedor): límites, seccomp y,
 *                    si el núcleo sabe, Landlock
 *   RECINTO_SIN      lo mismo, sin que haya nadie: solo si se pide
 *   En todos: nada del entorno de quien llama, entrada vacía, tope de CPU, de
 *   tiempo, de lo que se escribe, de ficheros y de procesos.
 * Unidades: segundos y bytes; un tope a cero es que no lo hay.
 * Errores: 0 o un errno, que es un fallo nuestro (no se ha podido crear);
 *   lo que le pase a la orden está en recinto_fin.
 * Dueño: recinto_fin, de quien llama: recinto_fin_libera.
 * Concurrencia: abierto, varios hilos pueden ejecutar a la vez. */
#ifndef CALIFICADOR_RECINTO_H
#define CALIFICADOR_RECINTO_H

#include <stdbool.h>
#include <stddef.h>

struct recinto;

enum recinto_modo { RECINTO_ENTERO, RECINTO_EXTERNO, RECINTO_SIN };

/* dentro: el programa calificador-dentro. cgrupos: /sys/fs/cgroup, u otro
 * árbol, o NULL para no usarlos. Con ENTERO, si aquí no se puede,
 * EOPNOTSUPP. */
int recinto_abre(struct recinto **sale, enum recinto_modo modo,
                 const char *dentro, const char *cgrupos);
void recinto_cierra(struct recinto *r);

/* Qué aislamiento hay en vigor, en unas líneas; es de r. */
const char *recinto_texto(const struct recinto *r);

/* Una carpeta que lo de dentro puede leer, y donde quien llama deja lo que
 * necesite: es de r, y desaparece con él. */
const char *recinto_base(const struct recinto *r);

/* Deja carpeta en manos de quien ejecuta, para que pueda escribir en ella. */
int recinto_cede(const struct recinto *r, const char *carpeta);

/* Una carpeta o fichero de fuera que dentro se ve, sin poder tocarlo, como
 * /nombre. */
struct recinto_vista {
    const char *nombre, *ruta;
};

struct recinto_orden {
    const char *const *argv; /* «@nombre/x» es x en la vista nombre */
    const char *trabajo; /* la carpeta en que empieza; NULL: una vacía */
    bool escribe;        /* en trabajo */
    const struct recinto_vista *vista;
    size_t vistas;
    const char *const *entorno; /* además del mínimo; o NULL */

    int cpu, cpu_total;    /* de cada proceso, y de todos juntos */
    int pared, silencio;   /* en total, y sin que salga nada */
    size_t memoria, total; /* de direcciones, cada uno; y entre todos */
    size_t fichero, procesos, salida;
    bool rastrea; /* necesita ptrace (LeakSanitizer) */
};

enum recinto_corte {
    RECINTO_ACABA, /* sola */
    RECINTO_PARED,
    RECINTO_SILENCIO,
    RECINTO_CPU,
    RECINTO_MEMORIA,
    RECINTO_SALIDA,
};

struct recinto_fin {
    enum recinto_corte corte;
    int estado;             /* 0…255, o 128 + la señal */
    bool falto_memoria;     /* el núcleo ha matado a alguien por eso */
    char *salida, *errores; /* acabadas en cero, y hasta el tope */
    size_t n, m;
    double cpu; /* segundos de CPU, entre todos */
};

int recinto_ejecuta(struct recinto *r, const struct recinto_orden *o,
                    struct recinto_fin *f);
void recinto_fin_libera(struct recinto_fin *f);

#endif
