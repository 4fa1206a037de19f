/* texto.h: lo que comparten las partes de enreda: cadenas que crecen,
 * errores con fichero y línea, y ficheros que se escriben solo si cambian.
 *
 * Dueño: enreda vive unos milisegundos; lo que pide no lo devuelve. */
#ifndef TEXTO_H
#define TEXTO_H

#include <stdbool.h>
#include <stddef.h>

/* n bytes a cero; si no hay memoria, acaba el programa. */
void *pide(size_t n);
/* Amplía un vector de elementos de tamano bytes para que quepa uno más. */
void *crece(void *v, size_t n, size_t *cap, size_t tamano);
char *copia_n(const char *s, size_t n);
char *formato(const char *f, ...) __attribute__((format(printf, 1, 2)));
bool acaba_en(const char *s, const char *fin);
/* Corta en palabras por los separadores; *s avanza; NULL al acabar. */
char *palabra(const char **s, const char *separadores);

typedef struct {
    char *p; /* siempre acabada en cero; NULL mientras está vacía */
    size_t n, cap;
} Cadena;

void pon(Cadena *c, const char *f, ...)
    __attribute__((format(printf, 2, 3)));
/* Un campo de un TSV: tabuladores, saltos y barras escritos \t \n \\. */
void pon_campo(Cadena *c, const char *s);

typedef struct {
    const char *fichero;
    int linea;
} Lugar;

/* Escribe «fichero:línea: error: …» y lo cuenta. */
void error_en(Lugar l, const char *f, ...)
    __attribute__((format(printf, 2, 3)));
int errores(void);

void crea_carpeta(const char *ruta);
/* Deja c lista para que vuelca la escriba en ruta, salvo que ya diga lo
 * mismo: así make no rehace lo que no ha cambiado. Toda ruta escrita o
 * anunciada se conserva. */
void escribe_si_cambia(const char *ruta, const Cadena *c);
/* Escribe lo que hay pendiente: una lección con errores no llega aquí. */
void vuelca(void);
/* Anuncia un fichero que otro programa hará. */
void anuncia(const char *ruta);
/* Borra de la carpeta los ficheros que nadie ha escrito ni anunciado. */
void poda(const char *carpeta);
/* Borra sus subcarpetas, enteras, que nadie ha anunciado. */
void poda_carpetas(const char *carpeta);

#endif
