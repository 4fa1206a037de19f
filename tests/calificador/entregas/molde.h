/* molde.h: una clase de mentira en /tmp, y archivos con lo que se les pida.
 * Lo que no debería fallar, si falla, hace fallar la prueba. */
#ifndef ENTREGAS_MOLDE_H
#define ENTREGAS_MOLDE_H

#include "entregas.h"

#include <archive.h>
#include <archive_entry.h>

struct clase {
    char raiz[64];      /* lo que se borra */
    char entregas[160]; /* ENTREGAS */
    char trabajo[160];
    struct practicas
        practicas; /* 01-uno: a.c, a.h, b.c; 02-dos: c.c, c.h */
    struct entregas e;
    char mal[512];
};

void clase_crea(struct clase *c);
void clase_borra(struct clase *c);

/* Recoge; lab puede ser NULL. Lo que había en e se suelta. */
int clase_recoge(struct clase *c, const char *lab);

/* Escribe un fichero bajo ENTREGAS, con las carpetas que haga falta. */
void clase_pon(struct clase *c, const char *ruta, const char *texto);
void clase_pon_bytes(struct clase *c, const char *ruta, const void *p,
                     size_t n);
void clase_hora(struct clase *c, const char *ruta, long long cuando);

/* La única entrega que hay; o la n-ésima. */
const struct entrega *clase_una(struct clase *c);

/* «alumno lab intento[*] rechazo|-» de cada una, con «; » en medio. */
const char *clase_dicha(const struct clase *c);

/* Las claves de los avisos, en su orden: «falta,contrato». */
const char *claves(const struct avisos *a);

/* Lo que hay en un fichero de la carpeta de una entrega, o NULL. */
const char *entrega_texto(const struct entrega *e, const char *nombre);

/* Los nombres de su carpeta, en orden: «a.c a.h b.c». */
const char *entrega_ficheros(const struct entrega *e);

/* ---- archivos ---- */

enum { MOLDE_MAX = 1 << 22 };

struct molde {
    struct archive *a;
    char *x;
    size_t n;
};

/* formato: tar, ustar (nombres de cualquier byte), zip; filtro: «», gzip, xz,
 * bzip2, o dos con una coma. */
void molde_abre(struct molde *m, const char *formato, const char *filtro,
                const char *opciones);
void molde_pon(struct molde *m, const char *ruta, const char *texto);
/* De otra clase; enlaza es a dónde va, si es un enlace. */
void molde_pon_otro(struct molde *m, const char *ruta, unsigned tipo,
                    const char *enlaza);
void molde_cierra(struct molde *m);
void molde_libera(struct molde *m);

/* Uno con las dos prácticas, bien hecho: labs/01-uno/…, labs/02-dos/…. */
void molde_bueno(struct molde *m, const char *formato, const char *filtro);
/* Lo pone en ENTREGAS, y lo suelta. */
void clase_pon_molde(struct clase *c, const char *ruta, struct molde *m);

#endif
