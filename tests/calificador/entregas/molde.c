#define _XOPEN_SOURCE 700
#include "molde.h"

#include "prueba.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void escribe(const char *ruta, const void *p, size_t n)
{
    char x[512];

    snprintf(x, sizeof x, "%s", ruta);
    for (char *b = x + 1; (b = strchr(b, '/')) != NULL; b++) {
        *b = '\0';
        if (mkdir(x, 0755) == -1 && errno != EEXIST)
            falla("mkdir %s: %s", x, strerror(errno));
        *b = '/';
    }
    FILE *f = fopen(ruta, "wb");
    if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
        falla("%s: %s", ruta, strerror(errno));
}

static void pon_practica(const struct clase *c, const char *nombre,
                         const char *manifiesto,
                         const char *const *ficheros)
{
    char ruta[256], texto[64];

    snprintf(ruta, sizeof ruta, "%s/build/%s/manifiesto.tsv", c->raiz,
             nombre);
    escribe(ruta, manifiesto, strlen(manifiesto));
    for (; *ficheros != NULL; ficheros++) {
        snprintf(ruta, sizeof ruta, "%s/build/%s/lab/esqueleto/%s", c->raiz,
                 nombre, *ficheros);
        snprintf(texto, sizeof texto, "esqueleto de %s\n", *ficheros);
        escribe(ruta, texto, strlen(texto));
    }
}

void clase_crea(struct clase *c)
{
    static const char *const uno[] = {"a.c", "a.h", "b.c", "d.c", NULL};
    static const char *const dos[] = {"c.c", "c.h", NULL};
    char build[96];

    memset(c, 0, sizeof *c);
    snprintf(c->raiz, sizeof c->raiz, "%s/entregas.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(c->raiz) == NULL)
        falla("mkdtemp: %s", strerror(errno));
    snprintf(c->entregas, sizeof c->entregas, "%s/clase", c->raiz);
    snprintf(c->trabajo, sizeof c->trabajo, "%s/trabajo", c->raiz);
    mkdir(c->entregas, 0755);
    pon_practica(c, "01-uno",
                 "capitulo\t01-uno\nfichero\ta.h\nfichero\ta.c\n"
                 "hueco\tuna\tp\ta.c\nfichero\tb.c\nhueco\totra\tp\tb.c\n"
                 "fichero\td.c\n",
                 uno);
    pon_practica(c, "02-dos",
                 "fichero\tc.h\nfichero\tc.c\nhueco\tuna\tp\tc.c\n", dos);
    snprintf(build, sizeof build, "%s/build", c->raiz);
    exige_error(practicas_lee(build, &c->practicas), 0, "practicas_lee");
}

static int borra(const char *ruta, const struct stat *s, int tipo,
                 struct FTW *f)
{
    (void)s;
    (void)tipo;
    (void)f;
    remove(ruta);
    return 0;
}

void clase_borra(struct clase *c)
{
    entregas_libera(&c->e);
    practicas_libera(&c->practicas);
    nftw(c->raiz, borra, 16, FTW_DEPTH | FTW_PHYS);
}

int clase_recoge(struct clase *c, const char *lab)
{
    struct recogida r = {
        .entregas = c->entregas,
        .trabajo = c->trabajo,
        .practicas = &c->practicas,
        .lab = lab == NULL
                   ? NULL
                   : practicas_busca(&c->practicas, lab, strlen(lab))};

    entregas_libera(&c->e);
    return entregas_recoge(&r, &c->e, c->mal);
}

void clase_pon_bytes(struct clase *c, const char *ruta, const void *p,
                     size_t n)
{
    char x[512];

    snprintf(x, sizeof x, "%s/%s", c->entregas, ruta);
    escribe(x, p, n);
}

void clase_pon(struct clase *c, const char *ruta, const char *texto)
{
    clase_pon_bytes(c, ruta, texto, strlen(texto));
}

void clase_hora(struct clase *c, const char *ruta, long long cuando)
{
    char x[512];
    struct timespec t[2] = {{cuando, 0}, {cuando, 0}};

    snprintf(x, sizeof x, "%s/%s", c->entregas, ruta);
    if (utimensat(AT_FDCWD, x, t, AT_SYMLINK_NOFOLLOW) == -1)
        falla("utimensat %s: %s", x, strerror(errno));
}

const struct entrega *clase_una(struct clase *c)
{
    exige_entero(c->e.n, 1, "entregas (%s)", clase_dicha(c));
    return &c->e.v[0];
}

const char *clase_dicha(const struct clase *c)
{
    static char x[4096];
    size_t n = 0;

    x[0] = '\0';
    for (size_t i = 0; i < c->e.n && n < sizeof x; i++) {
        const struct entrega *e = &c->e.v[i];

        n += (size_t)snprintf(
            x + n, sizeof x - n, "%s%s %s %d%s %s", i > 0 ? "; " : "",
            e->alumno, e->lab == NULL ? "-" : e->lab, e->intento,
            e->cuenta ? "*" : "", e->rechazo == NULL ? "-" : e->rechazo);
    }
    return x;
}

const char *claves(const struct avisos *a)
{
    static char x[512];
    size_t n = 0;

    x[0] = '\0';
    for (size_t i = 0; i < a->n && n < sizeof x; i++)
        n += (size_t)snprintf(x + n, sizeof x - n, "%s%s", i > 0 ? "," : "",
                              a->v[i].clave);
    return x;
}

const char *entrega_texto(const struct entrega *e, const char *nombre)
{
    static char x[1 << 16];
    char ruta[512];

    snprintf(ruta, sizeof ruta, "%s/%s",
             e->carpeta == NULL ? "" : e->carpeta, nombre);
    FILE *f = fopen(ruta, "rb");
    if (f == NULL)
        return NULL;
    x[fread(x, 1, sizeof x - 1, f)] = '\0';
    fclose(f);
    return x;
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

const char *entrega_ficheros(const struct entrega *e)
{
    static char x[512];
    struct dirent **v;
    size_t n = 0;

    x[0] = '\0';
    int k = e->carpeta == NULL
                ? 0
                : scandir(e->carpeta, &v, visible, alphasort);
    for (int i = 0; i < k; i++) {
        n += (size_t)snprintf(x + n, sizeof x - n, "%s%s", i > 0 ? " " : "",
                              v[i]->d_name);
        free(v[i]);
    }
    if (k > 0)
        free(v);
    return x;
}

/* ---- archivos ---- */

static void bien(struct molde *m, int r, const char *que)
{
    if (r != ARCHIVE_OK)
        falla("al hacer el archivo, %s: %s", que,
              archive_error_string(m->a));
}

void molde_abre(struct molde *m, const char *formato, const char *filtro,
                const char *opciones)
{
    char uno[16];

    *m = (struct molde){archive_write_new(), malloc(MOLDE_MAX), 0};
    if (m->a == NULL || m->x == NULL)
        falla("no hay memoria para el molde");
    bien(m,
         strcmp(formato, "zip") == 0 ? archive_write_set_format_zip(m->a)
         : strcmp(formato, "ustar") == 0
             ? archive_write_set_format_ustar(m->a)
             : archive_write_set_format_pax_restricted(m->a),
         formato);
    for (; *filtro != '\0'; filtro += *filtro == ',') {
        size_t k = strcspn(filtro, ",");

        snprintf(uno, sizeof uno, "%.*s", (int)k, filtro);
        bien(m, archive_write_add_filter_by_name(m->a, uno), uno);
        filtro += k;
    }
    if (*opciones != '\0')
        bien(m, archive_write_set_options(m->a, opciones), opciones);
    if (strstr(opciones, "encryption") != NULL)
        bien(m, archive_write_set_passphrase(m->a, "secreto"), "clave");
    bien(m, archive_write_open_memory(m->a, m->x, MOLDE_MAX, &m->n),
         "abrir");
}

static void pon(struct molde *m, const char *ruta, unsigned tipo,
                const char *enlaza, const char *texto)
{
    struct archive_entry *e = archive_entry_new();

    archive_entry_copy_pathname(e, ruta);
    archive_entry_set_filetype(e, tipo == 0 ? AE_IFREG : tipo);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, 1000000000, 0);
    archive_entry_set_size(e, texto == NULL ? 0 : (long)strlen(texto));
    if (tipo == AE_IFLNK)
        archive_entry_copy_symlink(e, enlaza);
    else if (enlaza != NULL)
        archive_entry_copy_hardlink(e, enlaza);
    bien(m, archive_write_header(m->a, e), ruta);
    if (texto != NULL &&
        archive_write_data(m->a, texto, strlen(texto)) == -1)
        falla("%s: %s", ruta, archive_error_string(m->a));
    archive_entry_free(e);
}

void molde_pon(struct molde *m, const char *ruta, const char *texto)
{
    pon(m, ruta, 0, NULL, texto);
}

void molde_pon_otro(struct molde *m, const char *ruta, unsigned tipo,
                    const char *enlaza)
{
    pon(m, ruta, tipo, enlaza, NULL);
}

void molde_cierra(struct molde *m)
{
    if (m->a != NULL) {
        bien(m, archive_write_close(m->a), "cerrar");
        archive_write_free(m->a);
    }
    m->a = NULL;
}

void molde_libera(struct molde *m)
{
    molde_cierra(m);
    free(m->x);
}

void molde_bueno(struct molde *m, const char *formato, const char *filtro)
{
    molde_abre(m, formato, filtro, "");
    molde_pon_otro(m, "labs/", AE_IFDIR, NULL);
    molde_pon(m, "labs/01-uno/a.c", "mi a\n");
    molde_pon(m, "labs/01-uno/a.h", "esqueleto de a.h\n");
    molde_pon(m, "labs/01-uno/b.c", "mi b\n");
    molde_pon(m, "labs/02-dos/c.c", "mi c\n");
    molde_cierra(m);
}

void clase_pon_molde(struct clase *c, const char *ruta, struct molde *m)
{
    molde_cierra(m);
    clase_pon_bytes(c, ruta, m->x, m->n);
    molde_libera(m);
}
