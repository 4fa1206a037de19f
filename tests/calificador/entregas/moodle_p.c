/* Lo que descarga Moodle. */
#define _XOPEN_SOURCE 700
#include "molde.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define DE "_assignsubmission_file_"

static void toma(struct clase *c, const char *lab)
{
    exige_error(clase_recoge(c, lab), 0, "entregas_recoge: %s", c->mal);
}

void prueba_moodle_carpetas(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_bueno(&m, "tar", "gzip");
    clase_pon_molde(&c, "Gil, Ana_12" DE "/01-uno.tar.gz", &m);
    clase_pon(&c, "O'Neil Bea_13" DE "/a.c", "mi a\n");
    clase_pon(&c, "O'Neil Bea_13" DE "/b.c", "mi b\n");
    clase_pon(&c, "O'Neil Bea_13_assignsubmission_onlinetext_/x.html", "x");
    toma(&c, "01-uno");
    exige_texto(clase_dicha(&c),
                "Gil, Ana 01-uno 1* -; O'Neil Bea 01-uno 1* -", "entregas");
    exige_texto(c.e.v[0].origen,
                "Gil, Ana_12" DE "/01-uno.tar.gz/labs/01-uno", "origen");
    exige_texto(entrega_texto(&c.e.v[1], "b.c"), "mi b\n", "b.c");
    exige_texto(claves(&c.e.avisos), "suelto", "el texto de Moodle");
    clase_borra(&c);
}

/* El zip entero, con lo que entregó cada cual dentro. */
static void pon_zip(struct clase *c, const char *nombre)
{
    struct molde m, suyo;

    molde_abre(&m, "zip", "", "");
    molde_bueno(&suyo, "tar", "gzip");
    struct archive_entry *e = archive_entry_new();
    archive_entry_copy_pathname(e, "Gil, Ana_12" DE "/x.tar.gz");
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_mtime(e, 1500000000, 0);
    archive_entry_set_size(e, (long long)suyo.n);
    archive_write_header(m.a, e);
    archive_write_data(m.a, suyo.x, suyo.n);
    archive_entry_free(e);
    molde_libera(&suyo);
    molde_pon(&m, "Gil, Ana_12" DE "/LEEME.txt", "hola\n");
    molde_pon(&m, "Ruiz Bea_13" DE "/a.c", "mi a\n");
    molde_pon(&m, "Ruiz Bea_13" DE "/b.c", "mi b\n");
    molde_pon(&m, "Sanz Ñ_14" DE "/labs/01-uno/a.c", "mi a\n");
    molde_pon(&m, "Toro C_15" DE "/x.rar", "Rar!");
    molde_pon(&m, "Vega D_16" DE "/y.zip", "no es un zip");
    molde_pon(&m, "Vega D_16_assignsubmission_onlinetext_/x.html", "x");
    molde_pon(&m, "../fuera", "x");
    clase_pon_molde(c, nombre, &m);
}

static void exige_zip(struct clase *c)
{
    toma(c, "01-uno");
    exige_texto(
        clase_dicha(c),
        "Gil, Ana 01-uno 1* -; Ruiz Bea 01-uno 1* -; Sanz Ñ 01-uno 1* -; "
        "Toro C 01-uno 1* los archivos .rar no se abren: tiene que ser "
        "tar.gz, tar.xz, tar.bz2, tar o zip; "
        "Vega D 01-uno 1* no es un tar ni un zip",
        "las del zip");
    exige_entero(c->e.v[0].cuando, 1500000000, "cuándo");
    exige_texto(c->e.v[0].origen, "Gil, Ana_12" DE "/x.tar.gz/labs/01-uno",
                "origen");
    exige_texto(entrega_texto(&c->e.v[1], "b.c"), "mi b\n", "b.c");
    exige_texto(claves(&c->e.avisos), "suelto,suelto", "lo de nadie");
}

void prueba_moodle_zip(void)
{
    struct clase c;

    clase_crea(&c);
    pon_zip(&c, "Curso-Tarea-1234.zip");
    exige_zip(&c);
    snprintf(c.entregas, sizeof c.entregas, "%s/clase/Curso-Tarea-1234.zip",
             c.raiz);
    exige_zip(&c);
    clase_borra(&c);
}

/* Sin carpetas: el nombre del alumno va delante del de cada fichero. */
void prueba_moodle_planas(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    clase_pon(&c, "Gil Ana_12" DE "a.c", "mi a\n");
    clase_pon(&c, "Gil Ana_12" DE "b.c", "mi b\n");
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "Ruiz Bea_13" DE "todo.zip", &m);
    toma(&c, "01-uno");
    exige_texto(clase_dicha(&c),
                "Gil Ana 01-uno 1* -; Ruiz Bea 01-uno 1* -", "entregas");
    exige_texto(entrega_texto(&c.e.v[0], "a.c"), "mi a\n", "a.c");
    exige_texto(entrega_texto(&c.e.v[0], "b.c"), "mi b\n", "b.c");
    clase_borra(&c);
}

/* Quien entrega un zip que parece el de Moodle no entrega por los demás. */
void prueba_moodle_falso(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    clase_pon(&c, "Ana/01-uno/a.c", "mi a\n");
    pon_zip(&c, "malo.zip");
    toma(&c, "01-uno");
    exige_entero(c.e.n, 2, "entregas (%s)", clase_dicha(&c));
    for (size_t i = 0; i < c.e.n; i++)
        exige(strcmp(c.e.v[i].alumno, "Ana") == 0 ||
                  strcmp(c.e.v[i].alumno, "malo") == 0,
              "hay una entrega de «%s»", c.e.v[i].alumno);
    clase_borra(&c);

    clase_crea(&c);
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana.zip", &m);
    toma(&c, "01-uno");
    exige_texto(clase_una(&c)->alumno, "ana",
                "un zip que está solo y no es de Moodle");
    clase_borra(&c);
}

void prueba_moodle_homonimos(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "Gil Ana_12" DE "/a.c", "una\n");
    clase_pon(&c, "Gil Ana_34" DE "/a.c", "otra\n");
    toma(&c, "01-uno");
    exige_texto(clase_dicha(&c),
                "Gil Ana (12) 01-uno 1* -; Gil Ana (34) 01-uno 1* -",
                "dos que se llaman igual");
    exige(avisos_tiene(&c.e.v[0].avisos, "homonimo") &&
              avisos_tiene(&c.e.v[1].avisos, "homonimo"),
          "no avisa");
    clase_borra(&c);
}

/* Lo que no cabe al sacarlo del zip, se repite; lo demás, sigue. */
void prueba_moodle_disco(void)
{
    static char mucho[20000];
    struct clase c;
    struct molde m;

    memset(mucho, 'x', sizeof mucho - 1);
    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "A_1" DE "/a.c", "mi a\n");
    molde_pon(&m, "B_2" DE "/a.c", mucho);
    molde_pon(&m, "C_3" DE "/a.c", "mi a\n");
    clase_pon_molde(&c, "moodle.zip", &m);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){10000, RLIM_INFINITY});
    toma(&c, "01-uno");
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    exige_entero(c.e.n, 3, "entregas");
    exige(c.e.v[0].carpeta != NULL && c.e.v[2].carpeta != NULL,
          "se han perdido las otras: %s", clase_dicha(&c));
    exige(c.e.v[1].imposible && avisos_tiene(&c.e.v[1].avisos, "disco"),
          "la que no cabe: %s", clase_dicha(&c));
    clase_borra(&c);
}

void prueba_moodle_cortado(void)
{
    struct clase c;
    char x[512];

    clase_crea(&c);
    pon_zip(&c, "moodle.zip");
    snprintf(x, sizeof x, "%s/moodle.zip", c.entregas);
    FILE *f = fopen(x, "r+b");
    fseek(f, 150, SEEK_SET);
    fwrite("estropeado", 1, 10, f);
    fclose(f);
    exige_error(clase_recoge(&c, "01-uno"), EBADMSG, "el zip dañado");
    exige(strstr(c.mal, "Moodle") != NULL, "no dice qué: %s", c.mal);
    clase_borra(&c);
}
