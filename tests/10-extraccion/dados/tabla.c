/* La tabla: nada se pierde al escribirla, mandarla y leerla. */
#include "tabla.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const cabecera[] = {"NAME", "P"};

static struct tabla *con_filas(int n, const char *const celda[][2])
{
    struct tabla *t = tabla_crea(2, cabecera);

    exige(t != NULL, "tabla_crea ha devuelto NULL");
    for (int i = 0; i < n; i++)
        exige_error(tabla_anade(t, celda[i]), 0, "tabla_anade");
    return t;
}

static const char *const malas[][2] = {
    {"Díaz, \"Toro\" <b>", "27"}, {"", ""},
    {"una\nlínea\r\notra", "1"},  {"\"", "\"\""},
    {" espacios ", ","},
};
enum { MALAS = sizeof malas / sizeof *malas };

static char *escrita(const struct tabla *t)
{
    char *texto = NULL;
    size_t n;
    FILE *f = open_memstream(&texto, &n);

    exige(f != NULL, "open_memstream");
    exige_error(tabla_escribe_csv(t, f), 0, "tabla_escribe_csv");
    fclose(f);
    return texto;
}

static struct tabla *leida(const char *csv, size_t n)
{
    FILE *f = fmemopen((void *)(size_t)csv, n, "r");

    exige(f != NULL, "fmemopen");
    struct tabla *t = tabla_lee_csv(f);
    int e = errno;
    fclose(f);
    errno = e;
    return t;
}

static void exige_iguales(const struct tabla *a, const struct tabla *b,
                          const char *que)
{
    exige(b != NULL, "%s ha devuelto NULL", que);
    exige_entero(tabla_filas(b), tabla_filas(a), "filas, tras %s", que);
    exige_entero(tabla_columnas(b), tabla_columnas(a), "columnas, tras %s",
                 que);
    for (size_t c = 0; c < tabla_columnas(a); c++)
        exige_texto(tabla_titulo(b, c), tabla_titulo(a, c),
                    "título, tras %s", que);
    for (size_t i = 0; i < tabla_filas(a); i++)
        for (size_t c = 0; c < tabla_columnas(a); c++)
            exige_texto(tabla_celda(b, i, c), tabla_celda(a, i, c),
                        "celda (%zu, %zu), tras %s", i, c, que);
}

void prueba_tabla_csv(void)
{
    struct tabla *t = con_filas(MALAS, malas);
    char *csv = escrita(t);
    struct tabla *u = leida(csv, strlen(csv));

    exige_texto(csv,
                "NAME,P\n\"Díaz, \"\"Toro\"\" <b>\",27\n,\n"
                "\"una\nlínea\r\notra\",1\n\"\"\"\",\"\"\"\"\"\"\n"
                " espacios ,\",\"\n",
                "el CSV");
    exige_iguales(t, u, "escribirla y leerla");
    exige(tabla_celda(t, MALAS, 0) == NULL &&
              tabla_celda(t, 0, 2) == NULL && tabla_titulo(t, 2) == NULL,
          "una celda que no existe no es NULL");
    exige_entero(tabla_columna(t, "P"), 1, "tabla_columna(t, \"P\")");
    exige_entero(tabla_columna(t, "p"), -1, "tabla_columna(t, \"p\")");
    tabla_destruye(t);
    tabla_destruye(u);
    tabla_destruye(NULL);
    free(csv);
}

void prueba_tabla_csv_ajeno(void)
{
    static const char csv[] = "NAME,P\r\n\"a\"\"b\",\"1\"\r\nc,";
    struct tabla *t = leida(csv, sizeof csv - 1);

    exige(t != NULL, "tabla_lee_csv, con \\r\\n, ha devuelto NULL");
    exige_entero(tabla_filas(t), 2, "filas");
    exige_texto(tabla_celda(t, 0, 0), "a\"b", "celda (0, 0)");
    exige_texto(tabla_celda(t, 1, 0), "c", "celda (1, 0)");
    exige_texto(tabla_celda(t, 1, 1), "", "celda (1, 1)");
    tabla_destruye(t);
}

void prueba_tabla_csv_roto(void)
{
    static const struct {
        const char *csv;
        size_t n;
    } roto[] = {
        {"a,b\n1\n", 6},
        {"a,b\n1,2,3\n", 10},
        {"a,b\n\"1,2\n", 9},
        {"a,b\n\"1\"x,2\n", 11},
        {"a,b\n1\"2,3\n", 10},
        {"a,b\n1\0002,3\n", 10},
        {"a,b\n\"1\0002\",3\n", 12},
        {"a,b\n1\r2,3\n", 10},
    };

    for (size_t i = 0; i < sizeof roto / sizeof *roto; i++) {
        exige(leida(roto[i].csv, roto[i].n) == NULL,
              "tabla_lee_csv da por bueno el CSV roto número %zu", i);
        exige_error(errno, EINVAL, "errno, con el CSV roto número %zu", i);
    }
    FILE *f = fopen("/dev/null", "r");
    exige(tabla_lee_csv(f) == NULL, "tabla_lee_csv de un fichero vacío");
    fclose(f);
    f = fopen("/dev/full", "w");
    struct tabla *t = con_filas(MALAS, malas);
    exige_error(tabla_escribe_csv(t, f), EIO, "escribir en un disco lleno");
    fclose(f);
    tabla_destruye(t);
}

void prueba_tabla_cabeza(void)
{
    static const char *const celda[][2] = {{"Íñigo", "26"},
                                           {"Ana", "7"},
                                           {"Nun\xCC\x83o", "38"},
                                           {"x", "1000"}};
    struct tabla *t = con_filas(4, celda);
    char *texto = NULL;
    size_t n;
    FILE *f = open_memstream(&texto, &n);

    tabla_cabeza(t, 3, f);
    tabla_cabeza(t, 99, f);
    tabla_cabeza(t, 0, f);
    fclose(f);
    exige_texto(texto,
                "    NAME   P\n0  Íñigo  26\n1    Ana   7\n"
                "2   Nun\xCC\x83o  38\n"
                "    NAME     P\n0  Íñigo    26\n1    Ana     7\n"
                "2   Nun\xCC\x83o    38\n3      x  1000\n"
                "   NAME  P\n",
                "tabla_cabeza");
    free(texto);
    tabla_destruye(t);
}

void prueba_tabla_junta(void)
{
    struct tabla *a = con_filas(2, malas), *b = con_filas(3, malas + 2);
    struct tabla *todas = con_filas(MALAS, malas);
    struct tabla *otra = tabla_crea(2, (const char *const[]){"NAME", "Q"});
    struct tabla *corta = tabla_crea(1, cabecera);

    exige_error(tabla_junta(a, b), 0, "tabla_junta");
    exige_iguales(todas, a, "juntar");
    exige_error(tabla_junta(a, otra), EINVAL, "con otra cabecera");
    exige_error(tabla_junta(a, corta), EINVAL, "con menos columnas");
    exige_iguales(todas, a, "no haber podido juntar");
    for (int i = 0; i < 3; i++)
        exige_error(tabla_junta(a, a), 0, "tabla_junta(a, a)");
    exige_entero(tabla_filas(a), 8 * MALAS,
                 "filas, al doblarla tres veces");
    tabla_destruye(a);
    tabla_destruye(b);
    tabla_destruye(todas);
    tabla_destruye(otra);
    tabla_destruye(corta);
}

void prueba_tabla_paquete(void)
{
    struct tabla *t = con_filas(MALAS, malas), *vacia = con_filas(0, malas);
    char *b;
    size_t n;

    exige_error(tabla_empaqueta(t, &b, &n), 0, "tabla_empaqueta");
    struct tabla *u = tabla_desempaqueta(b, n);
    exige_iguales(t, u, "empaquetarla y desempaquetarla");
    tabla_destruye(u);
    free(b);
    exige_error(tabla_empaqueta(vacia, &b, &n), 0,
                "tabla_empaqueta, vacía");
    u = tabla_desempaqueta(b, n);
    exige_iguales(vacia, u, "empaquetar una sin filas");
    tabla_destruye(u);
    free(b);
    tabla_destruye(t);
    tabla_destruye(vacia);
}

/* Los bytes, en un bloque justo: leer uno de más lo ve AddressSanitizer. */
static void exige_que_no(const char *b, size_t n, const char *que)
{
    char *justo = malloc(n > 0 ? n : 1);

    memcpy(justo, b, n);
    struct tabla *t = tabla_desempaqueta(justo, n);
    exige(t == NULL, "tabla_desempaqueta acepta un paquete %s (%zu bytes)",
          que, n);
    exige_error(errno, EINVAL, "errno, con un paquete %s", que);
    free(justo);
}

void prueba_tabla_paquete_roto(void)
{
    struct tabla *t = con_filas(MALAS, malas);
    char *b;
    size_t n;

    exige_error(tabla_empaqueta(t, &b, &n), 0, "tabla_empaqueta");
    for (size_t k = 0; k < n; k++)
        exige_que_no(b, k, "cortado");
    char *mas = calloc(n + 1, 1);
    memcpy(mas, b, n);
    exige_que_no(mas, n + 1, "con un byte de más");
    /* Cualquier byte de las tallas, cambiado de cualquier manera. */
    for (size_t i = 0; i < 16; i++)
        for (int x = 1; x < 256; x++) {
            mas[i] = (char)(b[i] ^ x);
            exige_que_no(mas, n, "con otra talla");
            mas[i] = b[i];
        }
    memset(mas, 0xFF, 16);
    exige_que_no(mas, n, "de tamaño imposible");
    memset(mas, 0, 16);
    exige_que_no(mas, 16, "sin columnas");
    free(mas);
    free(b);
    tabla_destruye(t);
}

/* Todo lo que pide memoria, de una vez; 0 o el error, sin dejar nada. */
static int todo(void)
{
    static const char csv[] = "NAME,P\n\"x\ny\",1\nz,2\n";
    struct tabla *t = tabla_crea(2, cabecera), *u = NULL, *v = NULL;
    char *b = NULL;
    size_t n = 0;
    int e = t == NULL ? ENOMEM : 0;

    for (int i = 0; e == 0 && i < 20; i++) {
        e = tabla_anade(t, malas[i % MALAS]);
        exige_entero(tabla_filas(t), i + (e == 0), "filas, tras añadir");
    }
    if (e == 0) {
        e = tabla_junta(t, t);
        exige_entero(tabla_filas(t), e == 0 ? 40 : 20,
                     "filas, tras juntar");
    }
    if (e == 0)
        e = tabla_empaqueta(t, &b, &n);
    if (e == 0 && (u = tabla_desempaqueta(b, n)) == NULL)
        e = errno;
    if (e == 0 && (v = leida(csv, sizeof csv - 1)) == NULL)
        e = errno;
    tabla_destruye(t);
    tabla_destruye(u);
    tabla_destruye(v);
    free(b);
    return e;
}

void prueba_tabla_sin_memoria(void)
{
    int n = 1, e;

    do {
        averia(AV_MEMORIA, n);
        e = todo();
        averia(AV_MEMORIA, 0);
        exige(e == 0 || e == ENOMEM,
              "si falla el malloc %d, da el error %d", n, e);
        n++;
    } while (e != 0);
    exige(n > 60, "solo se ha podido estropear %d veces la memoria", n);
}
