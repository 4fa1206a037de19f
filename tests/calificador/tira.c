#include "tira.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *cierto(void *p)
{
    if (p == NULL) {
        fputs("calificador: no hay memoria; lo evaluado está en el "
              "diario\n",
              stderr);
        exit(EXIT_FAILURE);
    }
    return p;
}

char *copia(const char *s)
{
    return s == NULL ? NULL : cierto(strdup(s));
}

const char *porque(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "no queda sitio en el disco";
    case EACCES:
    case EPERM:
        return "no hay permiso";
    case EROFS:
        return "es de solo lectura";
    case ENOENT:
        return "no existe";
    case ENOTDIR:
        return "no es una carpeta";
    case EISDIR:
        return "es una carpeta";
    case EIO:
        return "el disco falla";
    case EINVAL:
        return "hay unas comillas sin cerrar, o algo que no se entiende";
    default:
        return strerror(error);
    }
}

void tira_mete(struct tira *t, const char *s, size_t n)
{
    if (t->n + n + 1 > t->cap) {
        t->cap = 2 * (t->n + n + 1);
        t->t = cierto(realloc(t->t, t->cap));
    }
    if (n > 0)
        memcpy(t->t + t->n, s, n);
    t->n += n;
    t->t[t->n] = '\0';
}

void tira_pon(struct tira *t, const char *s)
{
    tira_mete(t, s, strlen(s));
}

static char *escribe(const char *f, va_list a, size_t *n)
{
    va_list b;

    va_copy(b, a);
    int k = vsnprintf(NULL, 0, f, b);
    va_end(b);
    if (k < 0)
        cierto(NULL);
    char *s = cierto(malloc((size_t)k + 1));
    vsnprintf(s, (size_t)k + 1, f, a);
    *n = (size_t)k;
    return s;
}

char *formato(const char *f, ...)
{
    va_list a;
    size_t n;

    va_start(a, f);
    char *s = escribe(f, a, &n);
    va_end(a);
    return s;
}

void tira_di(struct tira *t, const char *f, ...)
{
    va_list a;
    size_t n;

    va_start(a, f);
    char *s = escribe(f, a, &n);
    va_end(a);
    tira_mete(t, s, n);
    free(s);
}

void tira_libera(struct tira *t)
{
    free(t->t);
    *t = (struct tira){0};
}

char *tira_saca(struct tira *t)
{
    tira_mete(t, "", 0);
    char *s = t->t;
    *t = (struct tira){0};
    return s;
}

/* ------------------------------------------------------------- limpiar -- */

/* El carácter que empieza en s, y cuántos bytes ocupa; o -1, y uno. */
static int32_t caracter(const unsigned char *s, size_t *n)
{
    static const int32_t minimo[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t k = *s < 0x80   ? 1
               : *s < 0xc2 ? 0
               : *s < 0xe0 ? 2
               : *s < 0xf0 ? 3
               : *s < 0xf5 ? 4
                           : 0;
    int32_t c = k == 1 ? *s : *s & (0xff >> (k + 1));

    *n = 1;
    if (k == 0)
        return -1;
    for (size_t i = 1; i < k; i++) {
        if ((s[i] & 0xc0) != 0x80) /* también el '\0' */
            return -1;
        c = c << 6 | (s[i] & 0x3f);
    }
    if (c < minimo[k] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return -1;
    *n = k;
    return c;
}

/* Manda en un terminal, cambia el sentido de lo que se lee, o no es nada. */
static bool malo(int32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') ||
           (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
           c == 0xfeff || (c & 0xfffe) == 0xfffe ||
           (c >= 0xfdd0 && c <= 0xfdef);
}

/* Recorre s ya limpio: de cada carácter, dónde está y cuánto ocupa. */
static const char *siguiente(const char **s, size_t *n)
{
    static const char no[] = "\xEF\xBF\xBD";
    const char *p = *s;

    if (*p == '\0')
        return NULL;
    int32_t c = caracter((const unsigned char *)p, n);
    *s += *n;
    if (c >= 0 && !malo(c))
        return p;
    *n = sizeof no - 1;
    return no;
}

void tira_limpio(struct tira *t, const char *s)
{
    const char *p;
    size_t n;

    while ((p = siguiente(&s, &n)) != NULL)
        tira_mete(t, p, n);
}

char *limpio(const char *s)
{
    struct tira t = {0};

    if (s == NULL)
        return NULL;
    tira_limpio(&t, s);
    return tira_saca(&t);
}

void tira_linea(struct tira *t, const char *s)
{
    const char *p;
    size_t n;

    while ((p = siguiente(&s, &n)) != NULL)
        if (*p == '\n' || *p == '\t')
            tira_mete(t, " ", 1);
        else
            tira_mete(t, p, n);
}

void tira_xml(struct tira *t, const char *s)
{
    const char *p;
    size_t n;

    while ((p = siguiente(&s, &n)) != NULL)
        if (*p == '<')
            tira_pon(t, "&lt;");
        else if (*p == '>')
            tira_pon(t, "&gt;");
        else if (*p == '&')
            tira_pon(t, "&amp;");
        else if (*p == '"')
            tira_pon(t, "&quot;");
        else if (*p == '\'')
            tira_pon(t, "&#39;");
        else
            tira_mete(t, p, n);
}

/* Al empezar una línea, además, lo que haría de ella un título o una lista. */
static bool es_marca(char c, bool empieza, bool cifras)
{
    return strchr("\\`*_[]|~", c) != NULL ||
           (empieza && strchr("#+-=:>", c) != NULL) ||
           (cifras && strchr(".)", c) != NULL);
}

void tira_md(struct tira *t, const char *s)
{
    const char *p;
    size_t n;
    bool empieza = true, cifras = false;

    while ((p = siguiente(&s, &n)) != NULL) {
        if (*p == '\n')
            tira_pon(t, "  \n");
        else if (*p == '<')
            tira_pon(t, "&lt;");
        else if (*p == '>')
            tira_pon(t, "&gt;");
        else if (*p == '&')
            tira_pon(t, "&amp;");
        else if (*p == '\t')
            tira_pon(t, " ");
        else {
            if (n == 1 && es_marca(*p, empieza, cifras))
                tira_pon(t, "\\");
            tira_mete(t, p, n);
        }
        cifras = (empieza || cifras) && *p >= '0' && *p <= '9';
        empieza = *p == '\n' || (empieza && (*p == ' ' || *p == '\t'));
    }
}

void tira_md_valla(struct tira *t, const char *s)
{
    size_t seguidas = 0, mayor = 2;

    for (const char *p = s; *p != '\0'; p++) {
        seguidas = *p == '`' ? seguidas + 1 : 0;
        mayor = seguidas > mayor ? seguidas : mayor;
    }
    for (size_t i = 0; i <= mayor; i++)
        tira_pon(t, "`");
    tira_pon(t, "\n");
    tira_limpio(t, s);
    if (t->t[t->n - 1] != '\n')
        tira_pon(t, "\n");
    for (size_t i = 0; i <= mayor; i++)
        tira_pon(t, "`");
    tira_pon(t, "\n");
}

/* ----------------------------------------------------- CSV y ficheros -- */

/* Excel y LibreOffice ejecutan lo que empieza así, también entre comillas;
 * un apóstrofo delante lo deja en texto. */
static bool parece_formula(const char *s)
{
    static const char *const anchos[] = {"\uFF1D", "\uFF0B", "\uFF0D",
                                         "\uFF20"}; /* = + - @ */

    for (size_t i = 0; i < sizeof anchos / sizeof *anchos; i++)
        if (strncmp(s, anchos[i], strlen(anchos[i])) == 0)
            return true;
    return *s != '\0' && strchr("=+-@\t\r\n", *s) != NULL;
}

void tira_csv(struct tira *t, const char *s)
{
    bool formula = parece_formula(s);
    bool comillas = formula || strpbrk(s, ",;\"\r\n\t'") != NULL ||
                    *s == ' ' || (*s != '\0' && s[strlen(s) - 1] == ' ');
    const char *p;
    size_t n;

    if (comillas)
        tira_pon(t, formula ? "\"'" : "\"");
    while ((p = siguiente(&s, &n)) != NULL) {
        if (*p == '"')
            tira_pon(t, "\"");
        tira_mete(t, p, n);
    }
    if (comillas)
        tira_pon(t, "\"");
}

static bool corriente(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Si no cabe, se corta y se distingue por una suma de todo (FNV-1a). */
void tira_ruta(struct tira *t, const char *s)
{
    size_t desde = t->n, n;
    uint64_t suma = 14695981039346656037u;
    const char *p;

    for (const char *q = s; *q != '\0'; q++)
        suma = (suma ^ (unsigned char)*q) * 1099511628211u;
    if (*s == '\0')
        tira_pon(t, "%");
    while ((p = siguiente(&s, &n)) != NULL) {
        bool primero = t->n == desde;

        if (n > 1 || (corriente((unsigned char)*p) &&
                      !(primero && (*p == '.' || *p == '-'))))
            tira_mete(t, p, n);
        else if (*p == ' ')
            tira_pon(t, "_");
        else
            tira_di(t, "%%%02X", (unsigned)(unsigned char)*p);
        if (t->n - desde > 160) {
            tira_di(t, "%%%016llx", (unsigned long long)suma);
            return;
        }
    }
}

/* ---------------------------------------------------------- plantillas -- */

void tira_puntos(struct tira *t, long centesimas, char coma)
{
    long v = centesimas < 0 ? -centesimas : centesimas;

    tira_di(t, "%s%ld", centesimas < 0 ? "-" : "", v / 100);
    if (v % 10 != 0)
        tira_di(t, "%c%02ld", coma, v % 100);
    else if (v % 100 != 0)
        tira_di(t, "%c%ld", coma, v % 100 / 10);
}

static void una_cadena(struct tira *t, char como, const char *s)
{
    if (s == NULL)
        return;
    if (como == 'x')
        tira_xml(t, s);
    else if (como == 'm')
        tira_md(t, s);
    else if (como == 'l')
        tira_linea(t, s);
    else
        tira_pon(t, s);
}

void tira_compone(struct tira *t, const char *f, ...)
{
    va_list a;

    va_start(a, f);
    for (const char *q; *f != '\0'; f = q) {
        if (*f != '%') {
            q = f + strcspn(f, "%");
            tira_mete(t, f, (size_t)(q - f));
            continue;
        }
        q = f + 2;
        if (f[1] == 'p')
            tira_puntos(t, va_arg(a, long), ',');
        else if (f[1] == 'z')
            tira_di(t, "%zu", va_arg(a, size_t));
        else if (f[1] == '%')
            tira_pon(t, "%");
        else
            una_cadena(t, f[1], va_arg(a, const char *));
    }
    va_end(a);
}
