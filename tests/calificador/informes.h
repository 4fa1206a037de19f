/* informes.h: las notas, escritas para quien las lee.
 *
 * Forma: todo va a la carpeta de salida. Nada de lo escrito depende de
 *   cuándo se calificó, ni en qué orden, ni en qué máquina: con las mismas
 *   evaluaciones, los mismos bytes. Aparte va bandas.csv, que son medidas.
 *     notas.csv            alumno,lab,puntos,maximo,motivo (RFC 4180)
 *     avisos.csv           alumno,lab,origen,aviso,texto
 *     moodle.csv           para importar las notas
 *     junit.xml            una serie por alumno y práctica
 *     calificacion.json    todo; su esquema es esquema.json
 *     bandas.csv           alumno,lab,paso,razon,parejas,motivo
 *     informe.html         para quien enseña
 *     alumnos/QUIÉN/LAB.*  para cada alumno, en html y en md: ni lo oculto
 *                          ni las soluciones
 *     gradescope/QUIÉN/LAB.json   results.json
 * Errores: false, y en *error cuál y por qué. Cada fichero está entero, el
 *   nuevo o el de antes.
 * Dueño: *error es de quien llama. */
#ifndef CALIFICADOR_INFORMES_H
#define CALIFICADOR_INFORMES_H

#include "notas.h"
#include "tira.h"

struct informe {
    const struct clase *clase;
    const struct notas *notas;
    const char *salida;
    const char *estilo; /* CSS de las páginas; puede ser NULL */
    const char *lista;  /* CSV: alumno y la columna con que Moodle lo
                         * conoce (useremail, username…); NULL: el nombre
                         * es su username */
};

bool informes_escribe(const struct informe *i, char **error);

/* Los de cada fichero; dejan el texto en la tira. */
void informe_notas(const struct informe *i, struct tira *t);
void informe_avisos(const struct informe *i, struct tira *t);
void informe_bandas(const struct informe *i, struct tira *t);
bool informe_moodle(const struct informe *i, struct tira *t, char **error);
void informe_junit(const struct informe *i, struct tira *t);
void informe_json(const struct informe *i, struct tira *t);
void informe_html(const struct informe *i, struct tira *t);
void nota_gradescope(const struct nota *n, struct tira *t);
void nota_md(const struct nota *n, struct tira *t);
void nota_html(const struct nota *n, const char *estilo, struct tira *t);

/* «evaluada», «no-compila»…, o «sin-evaluar». */
const char *nota_estado(const struct nota *n);
/* «alumnos/QUIÉN/LAB»: la página de un alumno, sin extensión. */
void nota_ruta(const struct nota *n, struct tira *t);
/* Lo de un paso: puntos, y cuántos puede haber. */
void nota_paso(const struct nota *n, size_t paso, long *puntos,
               long *maximo);

#endif
