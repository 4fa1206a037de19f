/* mesa.h: una sesión sin sockets, y un buzón de usar y tirar. */
#ifndef DADOS_MESA_H
#define DADOS_MESA_H

#include "buzon.h"
#include "sesion.h"

/* Una carpeta nueva con el buzón vacío de ana, cuya clave es «secreto». */
struct correo {
    char raiz[64]; /* la del correo */
    char ana[80];  /* el buzón */
};

void correo_crea(struct correo *c);
void correo_borra(struct correo *c);

/* Un fichero en una carpeta del buzón («new», «.x/cur»…). */
void pon_mensaje(struct correo *c, const char *donde, const char *nombre,
                 const char *texto, size_t n);

/* Los ficheros que hay allí, en orden, separados por espacios. */
const char *ficheros(struct correo *c, const char *donde);
void exige_ficheros(struct correo *c, const char *donde,
                    const char *esperado, const char *que);

struct mesa {
    void *s;
    struct bufer entrada, salida;
    bool acabada;
    char *dicho; /* todo lo que ha contestado, acabado en '\0' */
    size_t n, caben;
};

void mesa_pon(struct mesa *m, struct correo *c);
void mesa_quita(struct mesa *m);

/* Le llegan n bytes, de k en k, y se recoge lo que contesta, de j en j. */
void mesa_llega(struct mesa *m, const char *x, size_t n, size_t k,
                size_t j);
void mesa_dice(struct mesa *m, const char *x);

/* Le llega x, y contesta exactamente eso. */
void mesa_espera(struct mesa *m, const char *x, const char *respuesta);

/* Saludo, USER y PASS. */
void mesa_entra(struct mesa *m, struct correo *c, const char *usuario);

#endif
