/* tira.h: texto que crece, y cómo escribirlo sin que haga daño donde se lea.
 *
 * Forma: t está siempre acabada en '\0'. Lo que llega de un alumno puede
 *   traer cualquier byte. limpio() lo deja en UTF-8 correcto: los bytes que
 *   no lo son, y los caracteres que mandan en un terminal o que cambian el
 *   orden de lo que se lee, se ven como «\xEF\xBF\xBD» (U+FFFD); quedan el
 *   salto de línea y el tabulador. Los demás escapan lo ya limpio.
 * Errores: sin memoria, acaba el programa: lo evaluado está en el diario.
 * Dueño: quien declara la tira; {0} está vacía.
 * Concurrencia: cada tira, un hilo. */
#ifndef CALIFICADOR_TIRA_H
#define CALIFICADOR_TIRA_H

#include <stdbool.h>
#include <stddef.h>

struct tira {
    char *t;
    size_t n, cap;
};

/* Sin memoria, acaban el programa. */
void *cierto(void *p);
char *copia(const char *s); /* de NULL, NULL */
char *formato(const char *f, ...) __attribute__((format(printf, 1, 2)));

/* Un errno, dicho a quien no programa: «no queda sitio en el disco». */
const char *porque(int error);

void tira_mete(struct tira *t, const char *s, size_t n);
void tira_pon(struct tira *t, const char *s); /* tal cual */
void tira_di(struct tira *t, const char *f, ...)
    __attribute__((format(printf, 2, 3)));
void tira_libera(struct tira *t);
/* Lo que hay, que pasa a ser de quien llama; nunca NULL. */
char *tira_saca(struct tira *t);

void tira_limpio(struct tira *t, const char *s);
void tira_linea(struct tira *t, const char *s); /* y en una sola línea */
void tira_xml(struct tira *t, const char *s);   /* también vale en HTML */
void tira_md(struct tira *t, const char *s);    /* nada es una marca */
/* Una valla de Markdown que el texto no puede cerrar. */
void tira_md_valla(struct tira *t, const char *s);
/* Un campo de RFC 4180 que ninguna hoja de cálculo toma por fórmula. */
void tira_csv(struct tira *t, const char *s);
/* Un nombre de fichero: distinto para nombres distintos, y ni oculto ni
 * con barras. */
void tira_ruta(struct tira *t, const char *s);

char *limpio(const char *s); /* de NULL, NULL */

/* Una plantilla: lo que dice f, y en lugar de %x, %m, %l y %s, una cadena
 * escapada para XML, para Markdown, en una línea, y tal cual; de %p, un long
 * que son centésimas, con coma; de %z, un size_t; de %%, un %. Una cadena
 * NULL está vacía. */
void tira_compone(struct tira *t, const char *f, ...);
/* Centésimas: «7,5» o, con punto, «7.5»; sin ceros que sobren. */
void tira_puntos(struct tira *t, long centesimas, char coma);

#endif
