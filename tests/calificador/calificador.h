/* calificador.h: lo que las tres partes del calificador se pasan.
 *
 *     entregas ──> struct entrega ──> evalua ──> struct evaluacion ──> notas
 *
 * entregas.c saca de la carpeta que da quien enseña una lista de entregas, ya
 * en disco y sin nada que no sea un fichero normal. evalua.c compila una, la
 * prueba dentro de un recinto y dice qué ha pasado, sin poner nota. notas.c
 * le pone la nota y escribe los informes. Ninguna llama hacia atrás.
 *
 * Propiedad: toda cadena de estas estructuras es memoria dinámica y suya, y
 * puede traer cualquier byte salvo el cero: quien la escribe, la escapa.
 * Concurrencia: evalua puede llamarse desde varios hilos a la vez, cada uno
 * con su evaluacion. */
#ifndef CALIFICADOR_CALIFICADOR_H
#define CALIFICADOR_CALIFICADOR_H

#include <stdbool.h>
#include <stddef.h>

/* Un aviso es para quien enseña: no cambia la nota. La clave es de la lista
 * de avisos.c, corta y fija («enlace», «bomba», «constructor»…). */
struct aviso {
    char *clave;
    char *texto;
};

struct avisos {
    size_t n;
    struct aviso *v;
};

/* Devuelven 0 o ENOMEM. */
int avisos_anade(struct avisos *a, const char *clave, const char *formato,
                 ...) __attribute__((format(printf, 3, 4)));
bool avisos_tiene(const struct avisos *a, const char *clave);
void avisos_vacia(struct avisos *a);

/* La lista: la i-ésima clave, o NULL; y lo que significa una, en una línea, o
 * NULL si no está. Una clave que no está no se puede añadir. */
const char *avisos_clave(size_t i);
const char *avisos_significado(const char *clave);

/* Una práctica de un alumno: lo que hay que evaluar. */
struct entrega {
    char *alumno; /* tal como se enseña: sin lo que añade Moodle */
    char *origen; /* dentro de ENTREGAS, para encontrarla */
    char *lab; /* «04-pool»; NULL si no se sabe, y entonces hay rechazo */
    char *carpeta; /* sus .c y .h, y nada más; NULL si no hay qué probar */
    char *resumen;    /* SHA-256 en hexadecimal de lo que hay en carpeta */
    long long cuando; /* segundos desde 1970, o -1 si no se sabe */
    int intento;   /* 1, 2…: los de un alumno y una práctica, en orden */
    bool cuenta;   /* la última; las demás solo se enumeran */
    char *rechazo; /* por qué no hay nada que evaluar, o NULL */
    bool imposible; /* el rechazo es un fallo nuestro (disco lleno, no se
                     * puede leer…): no vale cero, hay que repetirla */
    struct avisos avisos;
};

struct entregas {
    size_t n;
    struct entrega *v; /* por alumno (bytes), práctica e intento */
    struct avisos
        avisos; /* lo que no es de nadie: «hay un fichero suelto» */
};

enum fin {
    FIN_PASA,
    FIN_FALLA,         /* con su mensaje */
    FIN_SIN_VEREDICTO, /* no llegó a darlo, ni repitiendo la prueba sola */
    FIN_SALTO,         /* aquí no se puede probar, y se dice por qué */
};

struct veredicto {
    char *prueba; /* su identificador en el manifiesto */
    enum fin fin;
    char *causa; /* la palabra de celda_causa: «exige», «plazo»…; o NULL */
    char *mensaje; /* para el alumno; NULL si pasa */
};

enum variante { NORMAL, ASAN, TSAN, VARIANTES };

enum evaluada {
    EVALUADA,
    NO_COMPILA, /* compilador dice por qué */
    RECHAZADA,  /* endurece, o entregas, no la dejan pasar: motivo */
    IMPOSIBLE, /* fallo nuestro (disco lleno…): hay que repetirla; motivo */
};

/* Una medida de rendimiento, pareja a pareja con la solución. */
struct banda {
    char *paso;
    double razon; /* alumno / solución, mediana; < 0: no medible aquí */
    int parejas;
    char *motivo; /* por qué no es medible, o NULL */
};

struct evaluacion {
    enum evaluada que;
    char *motivo;
    char *compilador; /* lo que dijo, tal cual y recortado */
    size_t n[VARIANTES];
    struct veredicto *v[VARIANTES]; /* en el orden del manifiesto */
    size_t bandas;
    struct banda *banda;
    struct avisos avisos;
    double cpu; /* segundos de CPU que ha costado evaluarla */
};

void entregas_libera(struct entregas *e);
void evaluacion_libera(struct evaluacion *e);

#endif
