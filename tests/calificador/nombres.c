#include "nombres.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

static bool de_control(ucs4_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e ||
           c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Cuántos bytes ocupa el carácter de s, que no está vacía; *bien, si es
 * texto. */
static size_t mira(const char *s, bool *bien)
{
    ucs4_t c;
    int n = u8_strmbtouc(&c, (const uint8_t *)s);

    *bien = n > 0 && !de_control(c);
    return n > 0 ? (size_t)n : 1;
}

bool nombre_es_texto(const char *s)
{
    bool bien = true;

    while (bien && *s != '\0')
        s += mira(s, &bien);
    return bien;
}

char *nombre_limpia(const char *s)
{
    char *copia = malloc(3 * strlen(s) + 1), *p = copia;

    while (copia != NULL && *s != '\0') {
        bool bien;
        size_t n = mira(s, &bien);

        for (; n > 0; n--, s++)
            if (bien)
                *p++ = *s;
            else
                p += sprintf(p, "%%%02X", (unsigned char)*s);
    }
    if (copia != NULL)
        *p = '\0';
    return copia;
}

const char *nombre_corto(const char *s, char corto[static CORTO])
{
    size_t n = 0;
    bool bien;

    if (strlen(s) < CORTO)
        return s;
    for (size_t k; n + (k = mira(s + n, &bien)) < CORTO - 4;)
        n += k;
    sprintf(corto, "%.*s…", (int)n, s);
    return corto;
}

static char *de_bytes(uint8_t *x, size_t n)
{
    char *s = x == NULL ? NULL : malloc(n + 1);

    if (s != NULL) {
        memcpy(s, x, n);
        s[n] = '\0';
    }
    free(x);
    return s;
}

char *nombre_compone(const char *s)
{
    const uint8_t *x = (const uint8_t *)s;
    size_t n = strlen(s), m = 0;

    if (n == 0 || u8_check(x, n) != NULL)
        return strdup(s);
    uint8_t *y = u8_normalize(UNINORM_NFC, x, n, NULL, &m);
    return de_bytes(y, m);
}

char *nombre_pliega(const char *s)
{
    const uint8_t *x = (const uint8_t *)s;
    size_t n = strlen(s), m = 0;

    if (n == 0 || u8_check(x, n) != NULL)
        return strdup(s);
    uint8_t *y = u8_casefold(x, n, NULL, UNINORM_NFC, NULL, &m);
    return de_bytes(y, m);
}

static enum ruta clasifica(const char *ruta)
{
    size_t n = strlen(ruta);

    if (n > RUTA_MAX)
        return RUTA_LARGA;
    if (ruta[0] == '/' || ruta[0] == '\\' ||
        (n > 1 && ruta[1] == ':' && ((ruta[0] | 32) >= 'a') &&
         ((ruta[0] | 32) <= 'z')))
        return RUTA_ABSOLUTA;
    return RUTA_BIEN;
}

enum ruta ruta_limpia(const char *ruta, char **limpia)
{
    enum ruta r = clasifica(ruta);
    char corta[RUTA_MAX + 2];
    size_t n = 0;

    *limpia = NULL;
    while (r == RUTA_BIEN && *ruta != '\0') {
        size_t k = strcspn(ruta, "/\\");

        if (k == 2 && memcmp(ruta, "..", 2) == 0)
            r = RUTA_SALE;
        else if (k > 0 && !(k == 1 && *ruta == '.')) {
            memcpy(corta + n, ruta, k);
            n += k;
            corta[n++] = '/';
        }
        ruta += k + (ruta[k] != '\0');
    }
    if (r == RUTA_BIEN && n == 0)
        r = RUTA_VACIA;
    if (r != RUTA_BIEN)
        return r;
    corta[n - 1] = '\0';
    *limpia = nombre_limpia(corta);
    return RUTA_BIEN;
}

enum extension nombre_extension(const char *s, size_t *base)
{
    static const struct {
        const char *fin;
        enum extension cual;
    } lista[] = {
        {".tar.gz", EXT_TAR},        {".tar.xz", EXT_TAR},
        {".tar.bz2", EXT_TAR},       {".tgz", EXT_TAR},
        {".txz", EXT_TAR},           {".tbz", EXT_TAR},
        {".tbz2", EXT_TAR},          {".tar", EXT_TAR},
        {".zip", EXT_ZIP},           {".tar.zst", EXT_NO_SE_ABRE},
        {".tar.lz", EXT_NO_SE_ABRE}, {".tar.z", EXT_NO_SE_ABRE},
        {".rar", EXT_NO_SE_ABRE},    {".7z", EXT_NO_SE_ABRE},
        {".gz", EXT_NO_SE_ABRE},     {".xz", EXT_NO_SE_ABRE},
        {".bz2", EXT_NO_SE_ABRE},    {".zst", EXT_NO_SE_ABRE},
        {".lz", EXT_NO_SE_ABRE},     {".z", EXT_NO_SE_ABRE},
        {".jar", EXT_NO_SE_ABRE},    {".iso", EXT_NO_SE_ABRE},
        {".cab", EXT_NO_SE_ABRE},    {".cpio", EXT_NO_SE_ABRE},
    };
    size_t n = strlen(s);

    for (size_t i = 0; i < sizeof lista / sizeof *lista; i++) {
        size_t k = strlen(lista[i].fin);

        if (n > k && strcasecmp(s + n - k, lista[i].fin) == 0) {
            *base = n - k;
            return lista[i].cual;
        }
    }
    *base = n;
    return EXT_OTRA;
}

/* «Gil, Ana_123_assignsubmission_file_…»: la primera que lo parezca, porque
 * lo de detrás lo escribe quien entrega. Deja *fin tras la clase. */
static const char *busca_moodle(const char *s, size_t *digitos,
                                const char **clase)
{
    static const char marca[] = "_assignsubmission_";

    for (const char *p = s; (p = strstr(p, marca)) != NULL; p++) {
        const char *d = p;

        while (d > s && d[-1] >= '0' && d[-1] <= '9')
            d--;
        if (d < p && d - s >= 2 && d[-1] == '_') {
            *digitos = (size_t)(p - d);
            *clase = p + sizeof marca - 1;
            return d;
        }
    }
    return NULL;
}

/* Quita « (2)» del final, y dice cuál era. */
static int quita_copia(char *s)
{
    size_t n = strlen(s), k;
    int copia = 0;

    if (n < 5 || s[n - 1] != ')')
        return 0;
    for (k = n - 1; k > 0 && s[k - 1] >= '0' && s[k - 1] <= '9'; k--)
        ;
    if (k == n - 1 || n - 1 - k > 6 || k < 3 || s[k - 1] != '(' ||
        s[k - 2] != ' ')
        return 0;
    for (size_t i = k; i < n - 1; i++)
        copia = 10 * copia + (s[i] - '0');
    s[k - 2] = '\0';
    return copia;
}

static int compone_en(char **s)
{
    char *nuevo = *s == NULL ? NULL : nombre_compone(*s);

    free(*s);
    *s = nuevo;
    return nuevo == NULL ? ENOMEM : 0;
}

static int lee_moodle(const char *nombre, const char *d, size_t digitos,
                      const char *clase, struct rotulo *r)
{
    static const char ficheros[] = "file";
    size_t k = strcspn(clase, "_");

    r->fichero_moodle =
        k == sizeof ficheros - 1 && memcmp(clase, ficheros, k) == 0;
    r->alumno = strndup(nombre, (size_t)(d - nombre) - 1);
    r->numero_moodle = strndup(d, digitos);
    r->resto = strdup(clase[k] == '_' ? clase + k + 1 : "");
    return r->numero_moodle == NULL || r->resto == NULL
               ? ENOMEM
               : compone_en(&r->alumno);
}

int rotulo_lee(const char *nombre, bool carpeta, struct rotulo *r)
{
    size_t digitos, base = strlen(nombre);
    const char *clase, *d = busca_moodle(nombre, &digitos, &clase);
    int e;

    *r = (struct rotulo){0};
    if (d != NULL)
        e = lee_moodle(nombre, d, digitos, clase, r);
    else {
        if (!carpeta)
            nombre_extension(nombre, &base);
        r->alumno = strndup(nombre, base);
        r->numero_moodle = strdup("");
        r->resto = strdup("");
        if (r->alumno != NULL)
            r->copia = quita_copia(r->alumno);
        e = r->numero_moodle == NULL || r->resto == NULL
                ? ENOMEM
                : compone_en(&r->alumno);
    }
    if (e != 0)
        rotulo_libera(r);
    return e;
}

void rotulo_libera(struct rotulo *r)
{
    free(r->alumno);
    free(r->numero_moodle);
    free(r->resto);
    *r = (struct rotulo){0};
}
