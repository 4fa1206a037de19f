/* Archivos: los que valen, y los que vienen con mala intención. */
#define _XOPEN_SOURCE 700
#include "molde.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Un alumno, ana, que entrega ese molde; lo que se dice de ella. */
static const struct entrega *entrega_molde(struct clase *c, struct molde *m,
                                           const char *nombre)
{
    clase_pon_molde(c, nombre, m);
    exige_error(clase_recoge(c, "01-uno"), 0, "entregas_recoge, con %s",
                nombre);
    return clase_una(c);
}

static void exige_rechazo(const struct entrega *e, const char *clave)
{
    exige(e->rechazo != NULL && e->carpeta == NULL, "aceptada %s (%s)",
          e->origen, clave);
    exige(avisos_tiene(&e->avisos, clave),
          "no avisa de %s, sino de %s (%s)", clave, claves(&e->avisos),
          e->rechazo);
    exige(!e->imposible, "dice que es culpa nuestra: %s", e->rechazo);
}

static const char *const formatos[][3] = {
    {"ana.tar", "tar", ""},          {"ana.tar.gz", "tar", "gzip"},
    {"ana.tgz", "tar", "gzip"},      {"ana.tar.xz", "tar", "xz"},
    {"ana.tar.bz2", "tar", "bzip2"}, {"ana.zip", "zip", ""},
};
enum { FORMATOS = sizeof formatos / sizeof *formatos };

void prueba_archivo_formatos(void)
{
    for (int i = 0; i < FORMATOS; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_bueno(&m, formatos[i][1], formatos[i][2]);
        const struct entrega *e = entrega_molde(&c, &m, formatos[i][0]);
        exige_texto(e->rechazo, NULL, "rechazo de %s", formatos[i][0]);
        exige_texto(claves(&e->avisos), "", "avisos de %s", formatos[i][0]);
        exige_texto(e->alumno, "ana", "alumno");
        exige_texto(entrega_ficheros(e), "a.c a.h b.c d.c", "ficheros");
        exige_texto(entrega_texto(e, "a.c"), "mi a\n", "a.c");
        exige_texto(entrega_texto(e, "b.c"), "mi b\n", "b.c");
        clase_borra(&c);
    }
}

/* Por dondequiera que se corte: nunca tumba nada, y lo que falta no se da
 * por bueno. (Un tar sin comprimir puede acabar entre dos ficheros.) */
void prueba_archivo_cortado(void)
{
    for (int i = 0; i < FORMATOS; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_bueno(&m, formatos[i][1], formatos[i][2]);
        size_t paso = m.n / 40 + 1;
        for (size_t n = 0; n < m.n; n += paso) {
            clase_pon_bytes(&c, formatos[i][0], m.x, n);
            exige_error(clase_recoge(&c, "01-uno"), 0, "entregas_recoge");
            const struct entrega *e = clase_una(&c);

            exige(e->rechazo != NULL ||
                      strcmp(formatos[i][0], "ana.tar") == 0,
                  "%s, cortado en %zu de %zu, se acepta", formatos[i][0], n,
                  m.n);
            exige(!e->imposible, "%s, cortado en %zu: %s", formatos[i][0],
                  n, e->rechazo);
        }
        molde_libera(&m);
        clase_borra(&c);
    }
}

/* Enlaces, tuberías y dispositivos no se toman; lo demás, sí. */
void prueba_archivo_clases(void)
{
    static const struct {
        unsigned tipo;
        const char *enlaza, *clave;
    } v[] = {{AE_IFLNK, "/etc/passwd", "enlace"},
             {AE_IFREG, "/etc/passwd", "enlace"},
             {AE_IFIFO, NULL, "especial"},
             {AE_IFCHR, NULL, "especial"},
             {AE_IFBLK, NULL, "especial"}};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_abre(&m, "tar", "gzip", "");
        molde_pon(&m, "labs/01-uno/b.c", "mi b\n");
        molde_pon_otro(&m, "labs/01-uno/a.c", v[i].tipo, v[i].enlaza);
        const struct entrega *e = entrega_molde(&c, &m, "ana.tar.gz");
        exige_texto(e->rechazo, NULL, "rechazo, con un %s", v[i].clave);
        exige(avisos_tiene(&e->avisos, v[i].clave) &&
                  avisos_tiene(&e->avisos, "falta"),
              "con un %s, avisa de %s", v[i].clave, claves(&e->avisos));
        exige_texto(entrega_texto(e, "a.c"), "esqueleto de a.c\n", "a.c");
        exige_texto(entrega_texto(e, "b.c"), "mi b\n", "b.c");
        clase_borra(&c);
    }
}

void prueba_archivo_doble(void)
{
    static const char *const otro[] = {
        "labs/01-uno/a.c", "labs/01-uno/./a.c", "labs//01-uno/A.C",
        "labs\\01-uno\\a.c"};

    for (size_t i = 0; i < sizeof otro / sizeof *otro; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_abre(&m, "tar", "", "");
        molde_pon(&m, "labs/01-uno/a.c", "uno\n");
        molde_pon(&m, otro[i], "otro\n");
        exige_rechazo(entrega_molde(&c, &m, "ana.tar"), "doble");
        clase_borra(&c);
    }
}

void prueba_archivo_se_sale(void)
{
    static const char *const mala[] = {
        "../../fuera.c", "labs/../../fuera.c", "/tmp/fuera.c",
        "labs\\..\\..\\fuera.c", "C:\\fuera.c"};

    for (size_t i = 0; i < 2 * (sizeof mala / sizeof *mala); i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_abre(&m, i % 2 == 0 ? "tar" : "zip", "", "");
        molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
        molde_pon(&m, mala[i / 2], "fuera\n");
        exige_rechazo(
            entrega_molde(&c, &m, i % 2 == 0 ? "ana.tar" : "ana.zip"),
            "ruta");
        clase_borra(&c);
    }
}

void prueba_archivo_cifrado(void)
{
    static const char *const como[] = {"zip:encryption=traditional",
                                       "zip:encryption=aes256"};

    for (int i = 0; i < 2; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_abre(&m, "zip", "", como[i]);
        molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
        exige_rechazo(entrega_molde(&c, &m, "ana.zip"), "cifrado");
        clase_borra(&c);
    }
}

/* Muchos ceros, en pocos bytes. */
static void pon_ceros(struct molde *m, const char *ruta, size_t n)
{
    struct archive_entry *e = archive_entry_new();
    static char ceros[1 << 20];

    archive_entry_copy_pathname(e, ruta);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, (long long)n);
    exige_entero(archive_write_header(m->a, e), ARCHIVE_OK, "cabecera");
    for (; n > 0; n -= n < sizeof ceros ? n : sizeof ceros)
        archive_write_data(m->a, ceros,
                           n < sizeof ceros ? n : sizeof ceros);
    archive_entry_free(e);
}

void prueba_archivo_bomba(void)
{
    struct clase c;
    struct molde m;

    /* Crece más de doscientas veces, aunque no se quiera lo que trae. */
    clase_crea(&c);
    molde_abre(&m, "tar", "xz", "");
    molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
    pon_ceros(&m, "otra/cosa", 40 << 20);
    exige_rechazo(entrega_molde(&c, &m, "ana.tar.xz"), "bomba");
    clase_borra(&c);

    /* Comprimido varias veces. */
    clase_crea(&c);
    molde_abre(&m, "tar", "gzip,xz", "");
    molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
    exige_rechazo(entrega_molde(&c, &m, "ana.tar.gz"), "bomba");
    clase_borra(&c);

    /* Un zip que dice ocupar lo que no está escrito. */
    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
    molde_pon(&m, "otra/cosa", "x");
    molde_cierra(&m);
    /* Su tamaño, en su cabecera y en el índice: 768 MiB. */
    for (size_t i = m.n - 4, van = 0; van < 3; i--)
        if (memcmp(m.x + i, van == 0 ? "PK\1\2" : "PK\3\4", 4) == 0) {
            m.x[i + (van == 0 ? 27 : 25)] = 0x30;
            van += van == 0 ? 1 : 2;
        }
    exige_rechazo(entrega_molde(&c, &m, "ana.zip"), "bomba");
    clase_borra(&c);
}

void prueba_archivo_muchos(void)
{
    struct clase c;
    struct molde m;
    char x[64];

    /* Con cuerpo ninguno, caben muchos. */
    clase_crea(&c);
    molde_abre(&m, "tar", "gzip", "");
    for (int i = 0; i < 100000; i++) {
        snprintf(x, sizeof x, "otra/%d", i);
        molde_pon(&m, x, "");
    }
    exige_rechazo(entrega_molde(&c, &m, "ana.tar.gz"), "muchos");
    clase_borra(&c);

    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    for (int i = 0; i < 201; i++) {
        snprintf(x, sizeof x, "labs/01-uno/%d.c", i);
        molde_pon(&m, x, "");
    }
    exige_rechazo(entrega_molde(&c, &m, "ana.zip"), "muchos");
    clase_borra(&c);
}

void prueba_archivo_grande(void)
{
    for (int i = 0; i < 2; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_abre(&m, i == 0 ? "zip" : "tar", i == 0 ? "" : "gzip", "");
        /* Uno que solo pasa él, o dos que pasan entre los dos. */
        pon_ceros(&m, "labs/01-uno/a.c", i == 0 ? 9 << 20 : 5 << 20);
        pon_ceros(&m, "labs/01-uno/b.c", i == 0 ? 1 : 5 << 20);
        exige_rechazo(entrega_molde(&c, &m, i == 0 ? "ana.zip" : "ana.tgz"),
                      "grande");
        clase_borra(&c);
    }
}

void prueba_archivo_anidado(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "entrega/ana.tar.gz", "da igual lo que haya");
    exige_rechazo(entrega_molde(&c, &m, "ana.zip"), "anidado");
    clase_borra(&c);

    /* Si además está lo suyo, el archivo no molesta. */
    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "labs/01-uno/a.c", "mi a\n");
    molde_pon(&m, "labs/01-uno/b.c", "mi b\n");
    molde_pon(&m, "build/entregas/01-uno.tar.gz", "da igual");
    const struct entrega *e = entrega_molde(&c, &m, "ana.zip");
    exige_texto(e->rechazo, NULL, "rechazo, con un archivo además");
    exige_texto(claves(&e->avisos), "", "avisos");
    clase_borra(&c);
}

void prueba_archivo_extension(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_bueno(&m, "tar", "gzip");
    const struct entrega *e = entrega_molde(&c, &m, "ana.zip");
    exige_texto(e->rechazo, NULL, "rechazo de un tar que se llama zip");
    exige_texto(claves(&e->avisos), "extension", "avisos");
    clase_borra(&c);

    /* Un tar comprimido de otra manera que la que dice, da igual. */
    clase_crea(&c);
    molde_bueno(&m, "tar", "xz");
    e = entrega_molde(&c, &m, "ana.tar.gz");
    exige_texto(e->rechazo, NULL, "rechazo de un tar.xz que dice tar.gz");
    clase_borra(&c);
}

void prueba_archivo_otro(void)
{
    static const char *const v[][3] = {
        {"ana.rar", "Rar!", "formato"},
        {"ana.7z", "7z", "formato"},
        {"ana.zip", "<!DOCTYPE html><title>Entra</title>", "formato"},
        {"ana.tar.gz", "", "vacia"},
        {"ana.zip", "PK\3\4", "danado"},
    };

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct clase c;

        clase_crea(&c);
        clase_pon(&c, v[i][0], v[i][1]);
        exige_error(clase_recoge(&c, NULL), 0, "entregas_recoge");
        exige_rechazo(clase_una(&c), v[i][2]);
        clase_borra(&c);
    }
}

/* Un nombre raro no estropea lo que está bien. */
void prueba_archivo_nombres(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_abre(&m, "ustar", "", "");
    molde_pon(&m,
              "Pr\xa0"
              "ctica/01-uno/a.c",
              "mi a\n");
    molde_pon(&m,
              "Pr\xa0"
              "ctica/01-uno/b.c",
              "mi b\n");
    molde_pon(&m,
              "Pr\xa0"
              "ctica/01-uno/a.c\n",
              "otra\n");
    const struct entrega *e = entrega_molde(&c, &m, "ana.tar");
    exige_texto(e->rechazo, NULL, "rechazo, con nombres raros");
    exige_texto(claves(&e->avisos), "nombre,ignorado", "avisos");
    exige_texto(entrega_texto(e, "a.c"), "mi a\n", "a.c");
    exige_texto(e->origen, "ana.tar/Pr%A0ctica/01-uno", "origen");
    clase_borra(&c);
}

/* Lo que falla por nuestra parte, se repite; no vale cero. */
void prueba_archivo_averias(void)
{
    static const enum averia v[] = {AV_FORK, AV_TUBERIA};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_bueno(&m, "tar", "gzip");
        clase_pon_molde(&c, "ana.tar.gz", &m);
        molde_bueno(&m, "tar", "gzip");
        clase_pon_molde(&c, "bea.tar.gz", &m);
        averia(v[i], 1);
        exige_error(clase_recoge(&c, "01-uno"), 0, "entregas_recoge");
        averia(v[i], 0);
        exige_entero(c.e.n, 2, "entregas");
        exige(c.e.v[0].imposible && c.e.v[0].rechazo != NULL,
              "sin poder bifurcar, la de ana no es imposible");
        exige(c.e.v[1].carpeta != NULL, "y la de bea se ha perdido");
        clase_borra(&c);
    }
}

/* La tubería, de byte en byte y con interrupciones. */
void prueba_archivo_cortes(void)
{
    static const enum averia v[] = {AV_CORTA, AV_EINTR};

    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        struct clase c;
        struct molde m;

        clase_crea(&c);
        molde_bueno(&m, "zip", "");
        clase_pon_molde(&c, "ana.zip", &m);
        averia(v[i], 1);
        exige_error(clase_recoge(&c, "01-uno"), 0, "entregas_recoge");
        averia(v[i], 0);
        exige_texto(clase_una(&c)->rechazo, NULL, "rechazo");
        exige_texto(entrega_texto(clase_una(&c), "b.c"), "mi b\n", "b.c");
        clase_borra(&c);
    }
}
