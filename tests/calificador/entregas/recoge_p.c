/* De ENTREGAS a la lista. */
#define _XOPEN_SOURCE 700
#include "molde.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void toma(struct clase *c, const char *lab)
{
    exige_error(clase_recoge(c, lab), 0, "entregas_recoge: %s", c->mal);
}

void prueba_recoge_basico(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/labs/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/labs/01-uno/b.c", "mi b\n");
    clase_pon(&c, "bea/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/01-uno/b.c", "");
    clase_pon(&c, "bea/02-dos/c.c", "mi c\n");
    toma(&c, NULL);
    exige_texto(clase_dicha(&c),
                "ana 01-uno 1* -; bea 01-uno 1* -; bea 02-dos 1* -",
                "todas");
    exige_texto(entrega_texto(&c.e.v[1], "b.c"), "", "un fichero vacío");
    exige_texto(c.e.v[1].origen, "bea/01-uno", "origen");
    toma(&c, "02-dos");
    exige_texto(clase_dicha(&c),
                "ana 02-dos 1* trae 01-uno, y se pedía 02-dos; "
                "bea 02-dos 1* -",
                "solo una");
    clase_borra(&c);
}

void prueba_recoge_falta(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/01-uno/notas.txt", "x");
    clase_pon(&c, "ana/01-uno/otra.c", "x");
    toma(&c, NULL);
    const struct entrega *e = clase_una(&c);
    exige_texto(claves(&e->avisos), "ignorado,falta", "avisos");
    exige(strstr(e->avisos.v[0].texto, "notas.txt, otra.c") != NULL,
          "los ignorados: %s", e->avisos.v[0].texto);
    exige_texto(entrega_ficheros(e), "a.c a.h b.c d.c", "ficheros");
    exige_texto(entrega_texto(e, "b.c"), "esqueleto de b.c\n", "b.c");
    exige_texto(entrega_texto(e, "d.c"), "esqueleto de d.c\n",
                "d.c, que venía hecho");
    clase_borra(&c);
}

/* La cabecera es la del curso; un fichero dado, el suyo; y se dice. */
void prueba_recoge_contrato(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/01-uno/b.c", "mi b\n");
    clase_pon(&c, "ana/01-uno/a.h", "#define assert(x)\n");
    clase_pon(&c, "ana/01-uno/d.c", "mi d\n");
    toma(&c, NULL);
    const struct entrega *e = clase_una(&c);
    exige_texto(claves(&e->avisos), "contrato,dado", "avisos");
    exige_texto(entrega_texto(e, "a.h"), "esqueleto de a.h\n", "a.h");
    exige_texto(entrega_texto(e, "d.c"), "mi d\n", "d.c");
    clase_borra(&c);
}

void prueba_recoge_windows(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "labs\\01-uno\\a.c", "mi a\r\n");
    molde_pon(&m, "labs\\01-uno\\b.c", "mi b\r\n");
    molde_pon(&m, "labs\\01-uno\\a.h", "esqueleto de a.h\r\n");
    molde_pon(&m, "__MACOSX/labs/01-uno/._a.c", "basura");
    molde_pon(&m, "labs/01-uno/.DS_Store", "basura");
    clase_pon_molde(&c, "ana.zip", &m);
    toma(&c, NULL);
    exige_texto(claves(&clase_una(&c)->avisos), "", "avisos");
    exige_texto(entrega_texto(clase_una(&c), "a.c"), "mi a\r\n", "a.c");
    clase_borra(&c);
}

void prueba_recoge_suelto(void)
{
    static const char *const v[] = {"ana/a.c", "ana/entrega/a.c",
                                    "ana/1/2/3/a.c"};

    for (int i = 0; i < 3; i++) {
        struct clase c;

        clase_crea(&c);
        clase_pon(&c, v[i], "mi a\n");
        clase_pon(&c, "ana/leeme.txt", "hola\n");
        toma(&c, "01-uno");
        exige_texto(entrega_texto(clase_una(&c), "a.c"), "mi a\n", "%s",
                    v[i]);
        toma(&c, NULL);
        exige(clase_una(&c)->rechazo != NULL && clase_una(&c)->lab == NULL,
              "sin pedir práctica, %s", clase_dicha(&c));
        exige(strstr(clase_una(&c)->rechazo, "LAB=") != NULL,
              "no dice qué hacer: %s", clase_una(&c)->rechazo);
        clase_borra(&c);
    }
}

/* Si está la carpeta, lo suelto no cuenta. */
void prueba_recoge_otra(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/02-dos/c.c", "mi c\n");
    clase_pon(&c, "bea/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/a.c", "otra\n");
    toma(&c, "01-uno");
    exige_texto(clase_dicha(&c),
                "ana 01-uno 1* trae 02-dos, y se pedía 01-uno; "
                "bea 01-uno 1* -",
                "otra práctica");
    exige_texto(claves(&c.e.v[0].avisos), "otra", "avisos");
    exige_texto(entrega_texto(&c.e.v[1], "a.c"), "mi a\n", "a.c");
    clase_borra(&c);
}

void prueba_recoge_vacia(void)
{
    struct clase c;
    struct molde m;
    char x[256];

    clase_crea(&c);
    snprintf(x, sizeof x, "%s/ana", c.entregas);
    mkdir(x, 0755);
    clase_pon(&c, "bea/01-uno/LEEME", "no me ha dado tiempo\n");
    clase_pon(&c, "cruz/01-uno/a.h", "esqueleto de a.h\n");
    molde_abre(&m, "zip", "", "");
    clase_pon_molde(&c, "dani.zip", &m);
    molde_abre(&m, "tar", "gzip", "");
    clase_pon_molde(&c, "eva.tar.gz", &m);
    toma(&c, "01-uno");
    exige_entero(c.e.n, 5, "entregas");
    for (size_t i = 0; i < c.e.n; i++)
        exige(c.e.v[i].rechazo != NULL && !c.e.v[i].imposible &&
                  avisos_tiene(&c.e.v[i].avisos, "vacia") &&
                  strcmp(c.e.v[i].lab, "01-uno") == 0,
              "la de %s: %s", c.e.v[i].alumno, clase_dicha(&c));
    clase_borra(&c);
}

/* Nombres de toda clase, y cada uno es quien es. */
void prueba_recoge_alumnos(void)
{
    static const char *const v[] = {
        "-rf",
        "Gil, Ana",
        "Muñoz \"Pepe\"",
        "dos\nlíneas",
        "Jose\xcc\x81 Pérez",
        "Mu\xf1oz",
        "=cmd|' C'!A",
        "<b>Ana<b>",
        "$(reboot)",
        "ana;ls",
        "%s%n",
        " espacio ",
    };
    enum { N = sizeof v / sizeof *v };
    struct clase c;
    char x[256];

    clase_crea(&c);
    for (int i = 0; i < N; i++) {
        snprintf(x, sizeof x, "%s/01-uno/a.c", v[i]);
        clase_pon(&c, x, v[i]);
    }
    toma(&c, NULL);
    exige_entero(c.e.n, N, "alumnos");
    for (size_t i = 0; i < c.e.n; i++) {
        const char *suyo = entrega_texto(&c.e.v[i], "a.c");

        if (strcmp(c.e.v[i].alumno, "José Pérez") == 0)
            suyo = "José Pérez";
        exige_texto(c.e.v[i].alumno, suyo, "el alumno de «%s»", suyo);
        if (i > 0)
            exige(strcmp(c.e.v[i - 1].alumno, c.e.v[i].alumno) < 0,
                  "«%s» va detrás de «%s»", c.e.v[i - 1].alumno,
                  c.e.v[i].alumno);
    }
    clase_borra(&c);
}

/* Primero el número de copia; luego la hora; luego el origen. */
void prueba_recoge_intentos(void)
{
    static const char *const orden[] = {
        "ana/01-uno", "ana.zip/labs/01-uno", "ana.tar.gz/labs/01-uno",
        "ana (2).zip/labs/01-uno", "ana (10).zip/labs/01-uno"};
    struct clase c;
    struct molde m;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_hora(&c, "ana/01-uno/a.c", 1000);
    static const char *const zip[] = {"ana (10).zip", "ana.zip",
                                      "ana (2).zip"};
    static const long long hora[] = {500, 2000, 9000};
    for (int i = 0; i < 3; i++) {
        molde_bueno(&m, "zip", "");
        clase_pon_molde(&c, zip[i], &m);
        clase_hora(&c, zip[i], hora[i]);
    }
    molde_bueno(&m, "tar", "gzip");
    clase_pon_molde(&c, "ana.tar.gz", &m);
    clase_hora(&c, "ana.tar.gz", 3000);
    toma(&c, "01-uno");
    exige_entero(c.e.n, 5, "intentos");
    for (int i = 0; i < 5; i++) {
        exige_texto(c.e.v[i].origen, orden[i], "el intento %d", i + 1);
        exige_entero(c.e.v[i].intento, i + 1, "su número");
        exige_entero(c.e.v[i].cuenta, i == 4, "si cuenta");
    }
    exige_entero(c.e.v[0].cuando, 1000, "la hora de una carpeta");
    exige_entero(c.e.v[1].cuando, 2000, "la hora de un archivo");
    clase_borra(&c);
}

/* Si la última no vale, la anterior; si es culpa nuestra, hay que repetir. */
void prueba_recoge_anterior(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana.zip", &m);
    clase_pon(&c, "ana (2).zip", "esto no es un zip");
    toma(&c, "01-uno");
    exige_entero(c.e.n, 2, "intentos");
    exige(c.e.v[0].cuenta && !c.e.v[1].cuenta, "cuenta la que no vale");
    exige_texto(claves(&c.e.v[0].avisos), "anterior", "avisos");
    toma(&c, NULL);
    exige_texto(clase_dicha(&c),
                "ana - 1 no es un tar ni un zip; ana 01-uno 1* -; "
                "ana 02-dos 1* -",
                "sin pedir ninguna");
    exige_texto(claves(&c.e.v[1].avisos), "anterior",
                "avisos de la que cuenta");
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana (2).zip", &m);
    averia(AV_FORK, 2);
    toma(&c, "01-uno");
    averia(AV_FORK, 0);
    exige(c.e.v[1].cuenta && c.e.v[1].imposible,
          "cuenta la anterior, cuando la última es imposible: %s",
          clase_dicha(&c));
    clase_borra(&c);
}

/* En una misma entrada, cada carpeta y cada archivo es un intento. */
void prueba_recoge_carpetas(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    clase_pon(&c, "ana/primera/01-uno/a.c", "1\n");
    clase_hora(&c, "ana/primera/01-uno/a.c", 1000);
    clase_pon(&c, "ana/segunda/01-uno/a.c", "2\n");
    clase_hora(&c, "ana/segunda/01-uno/a.c", 2000);
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana/tercera.zip", &m);
    clase_hora(&c, "ana/tercera.zip", 3000);
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana/otra (2).zip", &m);
    clase_hora(&c, "ana/otra (2).zip", 500);
    toma(&c, "01-uno");
    exige_entero(c.e.n, 4, "intentos");
    exige_texto(c.e.v[0].origen, "ana/primera/01-uno", "el primero");
    exige_texto(c.e.v[1].origen, "ana/segunda/01-uno", "el segundo");
    exige_texto(c.e.v[2].origen, "ana/tercera.zip/labs/01-uno",
                "el tercero");
    exige_texto(c.e.v[3].origen, "ana/otra (2).zip/labs/01-uno",
                "el cuarto, por su número");
    exige(c.e.v[3].cuenta, "no cuenta el cuarto");
    clase_borra(&c);
}

/* El mismo contenido, el mismo resumen, venga como venga; y el de SHA-256,
 * no uno nuestro. */
void prueba_recoge_resumen(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    molde_abre(&m, "zip", "", "");
    molde_pon(&m, "01-uno/b.c", "mi b\n");
    molde_pon(&m, "01-uno/a.c", "mi a\n");
    clase_pon_molde(&c, "ana.zip", &m);
    clase_pon(&c, "bea/labs/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/labs/01-uno/b.c", "mi b\n");
    clase_pon(&c, "cruz/01-uno/a.c", "mi a \n");
    clase_pon(&c, "cruz/01-uno/b.c", "mi b\n");
    toma(&c, NULL);
    exige_entero(c.e.n, 3, "entregas");
    exige_texto(c.e.v[0].resumen, c.e.v[1].resumen,
                "el de ana y el de bea");
    exige(strcmp(c.e.v[1].resumen, c.e.v[2].resumen) != 0,
          "el de bea y el de cruz son iguales");
    exige(strcmp(c.e.v[0].carpeta, c.e.v[1].carpeta) != 0,
          "dos alumnos con la misma carpeta");
    exige_texto(c.e.v[0].resumen,
                "33739ea206f376e66b509430b9fd1988"
                "5bc75d05f511e6408c00c84162a21e9e",
                "el resumen de ana");
    clase_borra(&c);
}

/* Un alumno más no cambia nada de los otros, ni dónde están. */
void prueba_recoge_orden(void)
{
    struct clase c;
    char carpeta[256], resumen[80];

    clase_crea(&c);
    clase_pon(&c, "m/01-uno/a.c", "mi a\n");
    toma(&c, NULL);
    snprintf(carpeta, sizeof carpeta, "%s", clase_una(&c)->carpeta);
    snprintf(resumen, sizeof resumen, "%s", clase_una(&c)->resumen);
    clase_pon(&c, "a/01-uno/a.c", "otra\n");
    clase_pon(&c, "z/01-uno/a.c", "otra\n");
    toma(&c, NULL);
    exige_texto(clase_dicha(&c),
                "a 01-uno 1* -; m 01-uno 1* -; z 01-uno 1* -", "las tres");
    exige_texto(c.e.v[1].carpeta, carpeta, "dónde está");
    exige_texto(c.e.v[1].resumen, resumen, "su resumen");
    clase_borra(&c);
}

/* Un disco en el que no cabe la segunda: las otras dos, enteras. */
void prueba_recoge_disco(void)
{
    static char mucho[20000];
    struct clase c;

    clase_crea(&c);
    memset(mucho, 'x', sizeof mucho - 1);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/01-uno/a.c", mucho);
    clase_pon(&c, "cruz/01-uno/a.c", "mi a\n");
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){10000, RLIM_INFINITY});
    toma(&c, "01-uno");
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    exige_texto(
        clase_dicha(&c),
        "ana 01-uno 1* -; bea 01-uno 1* no se ha podido guardar: no "
        "caben ficheros tan grandes; cruz 01-uno 1* -",
        "con el disco lleno");
    exige(c.e.v[1].imposible && c.e.v[1].carpeta == NULL,
          "la de bea no es imposible");
    exige_texto(claves(&c.e.v[1].avisos), "falta,disco", "avisos");
    toma(&c, "01-uno");
    exige(c.e.v[1].carpeta != NULL, "al repetir: %s", clase_dicha(&c));
    clase_borra(&c);
}

/* Falle la reserva que falle: o ENOMEM, o todo bien; y nada se pierde de
 * vista (lo mira la celda, con AddressSanitizer). */
void prueba_recoge_memoria(void)
{
    struct clase c;
    struct molde m;
    int n = 1, r;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "ana/01-uno/otra.c", "mi a\n");
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "ana.zip", &m);
    clase_pon(&c, "suelto.txt", "");
    for (;; n++) {
        averia(AV_MEMORIA, n);
        r = clase_recoge(&c, NULL);
        bool falla_alguna = llamadas(AV_MEMORIA) >= n;
        averia(AV_MEMORIA, 0);
        if (!falla_alguna)
            break;
        if (r == 0)
            for (size_t i = 0; i < c.e.n; i++)
                exige(c.e.v[i].rechazo == NULL || c.e.v[i].imposible,
                      "sin memoria en la llamada %d, culpa a quien entrega:"
                      " %s",
                      n, clase_dicha(&c));
        else
            exige_error(r, ENOMEM, "entregas_recoge, sin memoria en la %d",
                        n);
    }
    exige_error(r, 0, "entregas_recoge, con memoria");
    exige(n > 30, "solo ha habido %d llamadas", n);
    clase_borra(&c);
}

/* ---- nada se escribe en ENTREGAS ---- */

static unsigned long suma_de_todo;

static int suma(const char *ruta, const struct stat *s, int tipo,
                struct FTW *f)
{
    (void)tipo;
    (void)f;
    for (; *ruta != '\0'; ruta++)
        suma_de_todo = 31 * suma_de_todo + (unsigned char)*ruta;
    suma_de_todo = 31 * suma_de_todo + (unsigned long)s->st_mode;
    suma_de_todo = 31 * suma_de_todo + (unsigned long)s->st_size;
    suma_de_todo = 31 * suma_de_todo + (unsigned long)s->st_mtim.tv_nsec;
    suma_de_todo = 31 * suma_de_todo + (unsigned long)s->st_ctim.tv_nsec;
    return 0;
}

static unsigned long huella(const struct clase *c)
{
    suma_de_todo = 7;
    nftw(c->entregas, suma, 16, FTW_PHYS);
    return suma_de_todo;
}

void prueba_recoge_no_escribe(void)
{
    struct clase c;
    struct molde m;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    molde_bueno(&m, "zip", "");
    clase_pon_molde(&c, "bea.zip", &m);
    molde_bueno(&m, "tar", "xz");
    clase_pon_molde(&c, "ana/otra.tar.xz", &m);
    unsigned long antes = huella(&c);
    toma(&c, NULL);
    toma(&c, "02-dos");
    exige(huella(&c) == antes, "ENTREGAS ha cambiado");
    clase_borra(&c);
}

static int veces;

static bool para_a_la_tercera(void)
{
    return ++veces == 3;
}

void prueba_recoge_para(void)
{
    struct clase c;

    clase_crea(&c);
    clase_pon(&c, "ana/01-uno/a.c", "mi a\n");
    clase_pon(&c, "bea/01-uno/a.c", "mi a\n");
    clase_pon(&c, "cruz/01-uno/a.c", "mi a\n");
    struct recogida r = {.entregas = c.entregas,
                         .trabajo = c.trabajo,
                         .practicas = &c.practicas,
                         .para = para_a_la_tercera};
    exige_error(entregas_recoge(&r, &c.e, c.mal), ECANCELED,
                "entregas_recoge, si se le dice que pare");
    exige_entero(c.e.n, 0, "entregas");
    clase_borra(&c);
}

void prueba_recoge_errores(void)
{
    struct clase c;
    char antes[160];

    clase_crea(&c);
    memcpy(antes, c.entregas, sizeof antes);
    snprintf(c.entregas, sizeof c.entregas, "%s/no-hay", c.raiz);
    exige_error(clase_recoge(&c, NULL), ENOENT, "sin ENTREGAS");
    exige(strstr(c.mal, "no-hay") != NULL, "no dice cuál: %s", c.mal);
    memcpy(c.entregas, antes, sizeof antes);
    clase_pon(&c, "suelto.txt", "hola");
    snprintf(c.entregas, sizeof c.entregas, "%s/clase/suelto.txt", c.raiz);
    exige_error(clase_recoge(&c, NULL), ENOTDIR, "ENTREGAS es un texto");
    memcpy(c.entregas, antes, sizeof antes);
    snprintf(antes, sizeof antes, "%s", c.trabajo);
    snprintf(c.trabajo, sizeof c.trabajo, "%s/no/hay", c.raiz);
    exige_error(clase_recoge(&c, NULL), ENOENT, "sin dónde trabajar");
    memcpy(c.trabajo, antes, sizeof antes);
    toma(&c, NULL);
    exige_entero(c.e.n, 0, "entregas");
    exige_texto(claves(&c.e.avisos), "suelto", "avisos de nadie");
    clase_borra(&c);
}
