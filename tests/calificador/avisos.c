/* avisos.c: la lista de avisos, y cómo se guardan. */
#include "calificador.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Por orden de clave. Una clave no se cambia: la leen otros programas. */
static const struct {
    const char *clave, *significado;
} lista[] = {
    {"anidado", "trae un archivo dentro de otro, que no se abre"},
    {"anterior", "la última no se puede evaluar: cuenta una anterior"},
    {"bomba", "comprimido de tal modo que al abrirlo se hincha"},
    {"cifrado", "el archivo pide una contraseña"},
    {"compila", "un fichero no compila: se usa el del esqueleto"},
    {"constructor", "trae código que se ejecutaría antes que las pruebas"},
    {"contrato", "ha cambiado una cabecera: se usa la del curso"},
    {"cpu", "ha gastado toda la CPU que se le daba"},
    {"dado", "ha cambiado un fichero que venía hecho"},
    {"danado", "el archivo está cortado o dañado"},
    {"disco", "no se ha podido guardar para evaluarla"},
    {"doble", "el mismo fichero viene dos veces"},
    {"enlace", "trae enlaces, que no se siguen"},
    {"especial", "trae tuberías, sockets o dispositivos, que no se abren"},
    {"extension", "el nombre del archivo no dice lo que es"},
    {"falsea", "ha querido escribir su propio veredicto"},
    {"falta", "falta algún fichero: se usa el del esqueleto"},
    {"formato", "no es un archivo de los que se abren"},
    {"grande", "ocupa demasiado"},
    {"homonimo", "otro alumno se llama igual"},
    {"ifunc",
     "trae símbolos que se eligen al cargar, antes que las pruebas"},
    {"ignorado", "trae ficheros que no son de la práctica"},
    {"ilegible", "hay algo que no se puede leer"},
    {"instruccion", "llama al sistema sin pasar por la biblioteca"},
    {"interno", "usa por dentro las pruebas"},
    {"interposicion", "define nombres de la biblioteca o de las pruebas"},
    {"main", "define su propio main"},
    {"memoria", "ha gastado toda la memoria que se le daba"},
    {"muchos", "trae demasiados ficheros"},
    {"nombre", "trae nombres que no son texto"},
    {"otra", "trae otra práctica, no la que se pedía"},
    {"prohibida", "usa lo que serviría para salirse de donde se prueba"},
    {"ruta", "trae rutas que se salen de la carpeta"},
    {"salida", "escribe sin parar"},
    {"saneador", "no compila con los sanitizers: no se prueba con ellos"},
    {"seccion",
     "pone cosas en secciones que no son de un programa corriente"},
    {"suelto", "hay un fichero que no es de nadie"},
    {"vacia", "no trae ningún fichero de una práctica"},
};

const char *avisos_clave(size_t i)
{
    return i < sizeof lista / sizeof *lista ? lista[i].clave : NULL;
}

const char *avisos_significado(const char *clave)
{
    for (size_t i = 0; i < sizeof lista / sizeof *lista; i++)
        if (strcmp(lista[i].clave, clave) == 0)
            return lista[i].significado;
    return NULL;
}

static char *compone(const char *formato, va_list ap)
{
    va_list otra;

    va_copy(otra, ap);
    int n = vsnprintf(NULL, 0, formato, otra);
    va_end(otra);
    char *s = n < 0 ? NULL : malloc((size_t)n + 1);
    if (s != NULL)
        vsnprintf(s, (size_t)n + 1, formato, ap);
    return s;
}

int avisos_anade(struct avisos *a, const char *clave, const char *formato,
                 ...)
{
    const char *conocida = avisos_significado(clave);
    struct aviso *v = realloc(a->v, (a->n + 1) * sizeof *v);
    va_list ap;

    assert(conocida != NULL);
    (void)conocida;
    if (v == NULL)
        return ENOMEM;
    a->v = v;
    va_start(ap, formato);
    struct aviso nuevo = {strdup(clave), compone(formato, ap)};
    va_end(ap);
    if (nuevo.clave == NULL || nuevo.texto == NULL) {
        free(nuevo.clave);
        free(nuevo.texto);
        return ENOMEM;
    }
    v[a->n++] = nuevo;
    return 0;
}

bool avisos_tiene(const struct avisos *a, const char *clave)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->v[i].clave, clave) == 0)
            return true;
    return false;
}

void avisos_vacia(struct avisos *a)
{
    for (size_t i = 0; i < a->n; i++) {
        free(a->v[i].clave);
        free(a->v[i].texto);
    }
    free(a->v);
    *a = (struct avisos){0, NULL};
}
