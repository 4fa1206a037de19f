/* El cronómetro: lo que escribe (con cantidades dadas) y lo que mide. Lo
 * medido se acota por dentro y por fuera con las cuentas del sistema, que
 * no retroceden: el tiempo no decide. */
#include "cronometro.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CUANTAS(v) (sizeof(v) / sizeof *(v))

struct caso {
    double s;
    const char *texto;
};

static void exige_casos(const struct caso *caso, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char texto[64] = "(nada)";

        exige_error(cronometro_cantidad(caso[i].s, texto, sizeof texto), 0,
                    "cronometro_cantidad(%.10g)", caso[i].s);
        exige_texto(texto, caso[i].texto, "cronometro_cantidad(%.10g)",
                    caso[i].s);
    }
}

static void unidades(void)
{
    static const struct caso casos[] = {
        {14.1, "14.1 s"},     {1.5, "1.5 s"},      {59.4, "59.4 s"},
        {0.0624, "62.4 ms"},  {0.0425, "42.5 ms"}, {0.02, "20 ms"},
        {0.51743, "517 ms"},  {2.8e-4, "280 µs"},  {5.26e-6, "5.26 µs"},
        {4.2e-8, "42 ns"},    {3e-10, "0.3 ns"},   {0, "0 ns"},
        {0.9996, "1e+03 ms"},
    };

    exige_casos(casos, CUANTAS(casos));
}

static void fronteras(void)
{
    static const struct caso casos[] = {
        {1, "1 s"},
        {1e-3, "1 ms"},
        {1e-6, "1 µs"},
        {59.999, "60 s"},
    };
    char texto[64] = "";

    exige_casos(casos, CUANTAS(casos));
    exige_error(cronometro_cantidad(1e18, texto, sizeof texto), EINVAL,
                "cronometro_cantidad(1e18)");
    exige_error(cronometro_cantidad(0.0624, texto, 8), 0,
                "cronometro_cantidad(0.0624), con 8 bytes");
    exige_error(cronometro_cantidad(0.0624, texto, 7), ERANGE,
                "cronometro_cantidad(0.0624), con 7 bytes");
    exige_error(cronometro_cantidad(90, texto, 8), ERANGE,
                "cronometro_cantidad(90), con 8 bytes");
    exige_error(cronometro_cantidad(-1, texto, 8), EINVAL,
                "cronometro_cantidad(-1)");
    exige_error(cronometro_cantidad((double)NAN, texto, 8), EINVAL,
                "cronometro_cantidad(NAN)");
    exige_error(cronometro_cantidad(DBL_MAX, texto, 8), EINVAL,
                "cronometro_cantidad(DBL_MAX)");
}

static void minutos(void)
{
    static const struct caso casos[] = {
        {60, "1min"},  {65, "1min 5s"},          {119.9, "1min 59s"},
        {3600, "1h"},  {7203, "2h 3s"},          {7384.5, "2h 3min 4s"},
        {86400, "1d"}, {90061, "1d 1h 1min 1s"}, {1e6, "11d 13h 46min 40s"},
    };

    exige_casos(casos, CUANTAS(casos));
}

void prueba_crono_cantidad(void)
{
    unidades();
    fronteras();
    minutos();
}

/* Las dos líneas y su '\0', ni un byte más. */
static void justo(void)
{
    static const char lineas[] =
        "CPU times: user 0 ns, sys: 0 ns, total: 0 ns\nWall time: 0 ns\n";
    const struct tiempos nada = {0, 0, 0, 0, 0};
    char texto[sizeof lineas] = "(nada)";

    exige_error(cronometro_texto(&nada, false, texto, sizeof lineas), 0,
                "cronometro_texto, con los %zu bytes justos",
                sizeof lineas);
    exige_texto(texto, lineas, "cronometro_texto, con los bytes justos");
    exige_error(cronometro_texto(&nada, false, texto, sizeof lineas - 1),
                ERANGE,
                "cronometro_texto, con un byte menos de los justos");
}

void prueba_crono_lineas(void)
{
    const struct tiempos t = {14.1, 0.02, 0.0425, 20, 1.25};
    const struct tiempos nada = {0, 0, 0, 0, 0};
    const struct tiempos mala = {.usuario = -1};
    char texto[160] = "(nada)";

    exige_error(cronometro_texto(&t, false, texto, sizeof texto), 0,
                "cronometro_texto, sin hijos");
    exige_texto(texto,
                "CPU times: user 20 ms, sys: 42.5 ms, total: 62.5 ms\n"
                "Wall time: 14.1 s\n",
                "cronometro_texto, sin hijos");
    exige_error(cronometro_texto(&t, true, texto, sizeof texto), 0,
                "cronometro_texto, con hijos");
    exige_texto(texto,
                "CPU times: user 20 s, sys: 1.29 s, total: 21.3 s\n"
                "Wall time: 14.1 s\n",
                "cronometro_texto, con hijos");
    exige_error(cronometro_texto(&nada, false, texto, 40), ERANGE,
                "cronometro_texto, con 40 bytes");
    justo();
    exige_error(cronometro_texto(&mala, false, texto, sizeof texto), EINVAL,
                "cronometro_texto, con -1 s de usuario");
}

/* --- Lo que mide ------------------------------------------------------ */

static double segundos(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static struct tiempos lee(void)
{
    struct timespec p;
    struct rusage yo, hijos;

    clock_gettime(CLOCK_MONOTONIC, &p);
    getrusage(RUSAGE_SELF, &yo);
    getrusage(RUSAGE_CHILDREN, &hijos);
    return (struct tiempos){
        (double)p.tv_sec + 1e-9 * (double)p.tv_nsec,
        segundos(yo.ru_utime),
        segundos(yo.ru_stime),
        segundos(hijos.ru_utime),
        segundos(hijos.ru_stime),
    };
}

/* Trabaja hasta que el sistema diga que ha gastado s segundos de usuario. */
static void quema(double s)
{
    double hasta = lee().usuario + s;
    volatile unsigned x = 1;

    while (lee().usuario < hasta)
        for (int i = 0; i < 100000; i++)
            x = x * 1664525u + 1013904223u;
}

/* Y este, de sistema: pide sin parar algo que el núcleo tiene que hacer. */
static void quema_sistema(double s)
{
    double hasta = lee().sistema + s;
    char b[4096];
    int fd = open("/dev/zero", O_RDONLY);

    exige(fd != -1, "la prueba no ha podido abrir /dev/zero");
    while (lee().sistema < hasta)
        for (int i = 0; i < 1000; i++)
            exige(read(fd, b, sizeof b) > 0,
                  "la prueba no ha podido leer de /dev/zero");
    close(fd);
}

static void quema_un_hijo(double s)
{
    pid_t hijo = fork();

    if (hijo == 0) {
        quema(s);
        quema_sistema(s / 4);
        _exit(0);
    }
    exige(hijo > 0 && waitpid(hijo, NULL, 0) == hijo,
          "la prueba no ha podido crear un hijo");
}

/* Lo que ha salido tiene que estar entre lo de dentro y lo de fuera. Sin
 * cifras: cambian en cada ejecución, y el mensaje se imprime. */
static void exige_entre(double t, double menos, double mas, const char *que)
{
    exige(t >= menos - 1e-6, "%s: sale menos de lo que toca al bloque",
          que);
    exige(t <= mas + 1e-6, "%s: sale más de lo que toca al bloque", que);
}

/* Cronometra un bloque que gasta propio segundos aquí y ajeno en un hijo;
 * antes ya se había gastado algo en los dos sitios. */
static void exige_bloque(double propio, double ajeno)
{
    struct cronometro c;
    struct tiempos t = {-1, -1, -1, -1, -1};

    quema(0.02);
    quema_sistema(0.02);
    quema_un_hijo(0.02);
    struct tiempos a = lee();
    exige_error(cronometro_empieza(&c), 0, "cronometro_empieza");
    struct tiempos b = lee();
    quema(propio);
    if (ajeno > 0)
        quema_un_hijo(ajeno);
    struct tiempos d = lee();
    exige_error(cronometro_para(&c, &t), 0, "cronometro_para");
    struct tiempos e = lee();

    exige_entre(t.usuario, d.usuario - b.usuario, e.usuario - a.usuario,
                "CPU de usuario del proceso");
    exige_entre(t.sistema, d.sistema - b.sistema, e.sistema - a.sistema,
                "CPU de sistema del proceso");
    exige_entre(t.usuario_hijos, d.usuario_hijos - b.usuario_hijos,
                e.usuario_hijos - a.usuario_hijos,
                "CPU de usuario de los hijos");
    exige_entre(t.sistema_hijos, d.sistema_hijos - b.sistema_hijos,
                e.sistema_hijos - a.sistema_hijos,
                "CPU de sistema de los hijos");
    exige_entre(t.pared, d.pared - b.pared, e.pared - a.pared,
                "tiempo de pared");
}

void prueba_crono_propia(void)
{
    exige_bloque(0.05, 0);
}

void prueba_crono_hijos(void)
{
    exige_bloque(0.01, 0.06);
}
