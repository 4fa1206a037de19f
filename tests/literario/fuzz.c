/* fuzz.c: estropea lecciones al azar y exige que enreda lo aguante.
 *
 *   fuzz ENREDA CASOS SEMILLA lección.md…
 *
 * Cada caso toma una lección, le hace de una a seis maldades y se la da a
 * ENREDA, compilado con saneadores, en la carpeta de trabajo. Se exige que
 * acabe en PLAZO segundos con estado 0 o 1, y con 1, que la primera línea
 * que diga sea «fichero:línea: error: …». El caso número i usa la semilla
 * SEMILLA + i: «fuzz ENREDA 1 ESA lección.md…» lo repite. Los que fallan
 * se quedan en caso-SEMILLA.md. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PLAZO = 5, MAX_LINEAS = 20000 };

typedef struct {
    char *v[MAX_LINEAS]; /* cada una con su salto de línea */
    size_t n;
} Texto;

static const char RUTA[] = "lessons/50-fuzz/leccion.md";

/* Lo que se mete entre las líneas de la lección. */
static const char *const INSERTOS[] = {
    "```",
    "````",
    "~~~",
    ":::",
    "::::",
    "---",
    "<!--",
    "-->",
    "# Título {#sec:nuevo}",
    "## {#",
    "# x {",
    "::: {.solucion}",
    "::: {.error #err:x titulo=\"x\" caza=tsan}",
    "::: {.error}",
    "::: {.paso #paso:x titulo=x lee=sec:x}",
    "::: {.pista paso=x nivel=1}",
    "::: {.}",
    "::: {#}",
    "::: {=}",
    "::: {.nota a=\"",
    "::: objetivos",
    "```c {archivo=nuevo.c}",
    "```c {archivo=nuevo.c .sigue}",
    "```c {archivo=}",
    "```c {lab=nuevo.c}",
    "```c {pieza=\"nueva\"}",
    "```c {pieza=\"nueva\" .hueco}",
    "```c {pieza=nueva .sigue}",
    "<<nueva>>",
    "<<>>",
    "<< >>",
    "#define X \\",
    "```salida {orden=\"true\"}",
    "```salida {orden=\"./a $$ \\t\" #sal:x .referencia}",
    "```salida {#sal:../../../x orden=\"\"}",
    "```medida {datos=.tsv orden=x}",
    "```medida {datos=x.tsv .lab}",
    "```gnuplot {grafica=x datos=x.tsv}",
    "```gnuplot {grafica=x datos=a}",
    "```diagrama {#fig:x}",
    "```tabla {#tbl:x}",
    "```programa {nombre=x fuentes=\"  a.c,b.c \" opciones=\",,%s%n\"}",
    "```cifras",
    "```pruebas",
    "uno 10  Dos",
    "uno 99999999999999999999 x",
    "{#tbl:} {#eq:x",
    "$$ {#eq:}",
    "%s%n%d%*s",
    "",
    "   ",
    "\xef\xbb\xbf",
    "\xff\xfe",
    "\xf0\x9f\x98\x80 «ñ»",
};

static uint64_t azar_estado;

/* xorshift64*: el mismo en todas partes, que rand() no lo es. */
static size_t azar(size_t menor_que)
{
    azar_estado ^= azar_estado >> 12;
    azar_estado ^= azar_estado << 25;
    azar_estado ^= azar_estado >> 27;
    uint64_t x = azar_estado * UINT64_C(2685821657736338717);
    return menor_que ? (size_t)((x >> 33) % menor_que) : 0;
}

static void siembra(uint64_t semilla)
{
    azar_estado = (semilla + 1) * UINT64_C(0x9e3779b97f4a7c15);
    for (int i = 0; i < 8; i++)
        azar(1);
}

static _Noreturn void muere(const char *que)
{
    fprintf(stderr, "fuzz: %s: %s\n", que, strerror(errno));
    exit(2);
}

static char *duplica(const char *s)
{
    char *r = strdup(s);

    if (r == NULL)
        muere("memoria");
    return r;
}

/* ---- textos ---- */

static void inserta(Texto *t, size_t donde, char *linea)
{
    if (t->n == MAX_LINEAS) {
        free(linea);
        return;
    }
    memmove(t->v + donde + 1, t->v + donde, (t->n - donde) * sizeof *t->v);
    t->v[donde] = linea;
    t->n++;
}

static void quita(Texto *t, size_t cual)
{
    free(t->v[cual]);
    t->n--;
    memmove(t->v + cual, t->v + cual + 1, (t->n - cual) * sizeof *t->v);
}

static void lee(Texto *t, const char *ruta)
{
    FILE *f = fopen(ruta, "rb");
    char *s = NULL;
    size_t cap = 0;

    if (f == NULL)
        muere(ruta);
    while (getline(&s, &cap, f) >= 0)
        inserta(t, t->n, duplica(s));
    free(s);
    fclose(f);
}

static void escribe(const Texto *t, const char *ruta)
{
    FILE *f = fopen(ruta, "wb");

    if (f == NULL)
        muere(ruta);
    for (size_t i = 0; i < t->n; i++)
        fputs(t->v[i], f);
    if (fclose(f) != 0)
        muere(ruta);
}

/* ---- maldades ---- */

static void mete_inserto(Texto *t)
{
    char b[256];
    size_t cual = azar(sizeof INSERTOS / sizeof INSERTOS[0]);

    snprintf(b, sizeof b, "%s\n", INSERTOS[cual]);
    inserta(t, azar(t->n + 1), duplica(b));
}

static void cambia_bytes(Texto *t)
{
    char *s = t->v[azar(t->n)];
    size_t n = strlen(s), veces = 1 + azar(4);

    for (size_t i = 0; n > 1 && i < veces; i++)
        s[azar(n - 1)] =
            azar(4) ? (char)(' ' + azar(95)) : (char)(1 + azar(255));
}

static void quita_un_byte(Texto *t)
{
    char *s = t->v[azar(t->n)];
    size_t n = strlen(s), donde = azar(n);

    if (n > 0)
        memmove(s + donde, s + donde + 1, n - donde);
}

static void copia_tramo(Texto *t)
{
    size_t de = azar(t->n), n = 1 + azar(30), a = azar(t->n + 1);

    for (size_t i = 0; i < n && de + i < t->n; i++)
        inserta(t, a, duplica(t->v[de + i]));
}

static void quita_tramo(Texto *t)
{
    size_t de = azar(t->n);

    for (size_t n = 1 + azar(30); n > 0 && de < t->n; n--)
        quita(t, de);
}

static void cambia_dos(Texto *t)
{
    size_t a = azar(t->n), b = azar(t->n);
    char *s = t->v[a];

    t->v[a] = t->v[b];
    t->v[b] = s;
}

static void alarga(Texto *t)
{
    size_t cual = azar(t->n), n = (size_t)1 << azar(18);
    size_t largo = strlen(t->v[cual]);
    char *s = malloc(n + largo + 1);

    if (s == NULL)
        muere("memoria");
    memset(s, " x:`<{\\"[azar(7)], n);
    memcpy(s + n, t->v[cual], largo + 1);
    free(t->v[cual]);
    t->v[cual] = s;
}

static void trunca(Texto *t)
{
    size_t queda = azar(t->n + 1);

    while (t->n > queda)
        quita(t, t->n - 1);
}

static void empalma(Texto *t, const char *otra)
{
    Texto *o = calloc(1, sizeof *o);

    if (o == NULL)
        muere("memoria");
    lee(o, otra);
    size_t de = azar(o->n), n = 1 + azar(200), a = azar(t->n + 1);
    for (size_t i = 0; i < n && de + i < o->n; i++)
        inserta(t, a + i, duplica(o->v[de + i]));
    while (o->n > 0)
        quita(o, o->n - 1);
    free(o);
}

static void estropea(Texto *t, char **lecciones, size_t n)
{
    size_t que = azar(20);

    if (t->n == 0 || que < 4)
        mete_inserto(t);
    else if (que < 8)
        cambia_bytes(t);
    else if (que < 10)
        quita_un_byte(t);
    else if (que < 12)
        copia_tramo(t);
    else if (que < 14)
        quita(t, azar(t->n));
    else if (que < 15)
        quita_tramo(t);
    else if (que < 17)
        cambia_dos(t);
    else if (que < 18)
        alarga(t);
    else if (que < 19)
        empalma(t, lecciones[azar(n)]);
    else
        trunca(t);
}

/* ---- el juicio ---- */

static _Noreturn void hijo(const char *enreda)
{
    int fd = open("dice", O_CREAT | O_TRUNC | O_WRONLY, 0666);

    if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
        _exit(126);
    alarm(PLAZO); /* sobrevive al exec */
    execl(enreda, enreda, "-o", "build/50-fuzz", "lessons/50-fuzz",
          (char *)NULL);
    _exit(127);
}

/* Si la primera línea de «dice» es «lessons/50-fuzz/…:N: error: …». */
static bool dice_donde(void)
{
    char s[512] = "", *fin = s;
    FILE *f = fopen("dice", "rb");

    if (f == NULL || fgets(s, sizeof s, f) == NULL)
        s[0] = '\0';
    if (f != NULL)
        fclose(f);
    if (strncmp(s, "lessons/50-fuzz", 15) != 0)
        return false;
    fin = strchr(s, ':');
    if (fin == NULL || strtol(fin + 1, &fin, 10) < 1)
        return false;
    return strncmp(fin, ": error: ", 9) == 0 && fin[9] != '\n';
}

/* NULL si enreda se ha portado bien. *extraida: si ha acabado con 0. */
static const char *juzga(const char *enreda, bool *extraida)
{
    int st;
    pid_t pid = fork();

    if (pid < 0)
        muere("fork");
    if (pid == 0)
        hijo(enreda);
    while (waitpid(pid, &st, 0) < 0)
        if (errno != EINTR)
            muere("waitpid");
    *extraida = WIFEXITED(st) && WEXITSTATUS(st) == 0;
    if (WIFSIGNALED(st))
        return WTERMSIG(st) == SIGALRM ? "no acaba" : "muere de una señal";
    if (WEXITSTATUS(st) > 1)
        return "acaba con un estado que no es 0 ni 1";
    if (WEXITSTATUS(st) == 1 && !dice_donde())
        return "no empieza diciendo «fichero:línea: error: …»";
    return NULL;
}

static const char *caso(uint64_t semilla, const char *enreda,
                        char **lecciones, size_t n, bool *extraida)
{
    Texto *t = calloc(1, sizeof *t);
    char ruta[64];

    if (t == NULL)
        muere("memoria");
    siembra(semilla);
    lee(t, lecciones[azar(n)]);
    for (size_t veces = 1 + azar(6); veces > 0; veces--)
        estropea(t, lecciones, n);
    escribe(t, RUTA);
    const char *mal = juzga(enreda, extraida);
    if (mal != NULL) {
        snprintf(ruta, sizeof ruta, "caso-%llu.md",
                 (unsigned long long)semilla);
        escribe(t, ruta);
    }
    while (t->n > 0)
        quita(t, t->n - 1);
    free(t);
    return mal;
}

int main(int argc, char **argv)
{
    long malos = 0, extraidas = 0;

    if (argc < 5) {
        fprintf(stderr, "uso: fuzz ENREDA CASOS SEMILLA lección.md…\n");
        return 2;
    }
    long casos = atol(argv[2]);
    uint64_t semilla = strtoull(argv[3], NULL, 10);
    if ((mkdir("lessons", 0777) != 0 && errno != EEXIST) ||
        (mkdir("lessons/50-fuzz", 0777) != 0 && errno != EEXIST))
        muere("lessons/50-fuzz");
    for (long i = 0; i < casos && malos < 10; i++) {
        bool extraida = false;
        const char *mal = caso(semilla + (uint64_t)i, argv[1], argv + 4,
                               (size_t)argc - 4, &extraida);
        extraidas += extraida;
        malos += mal != NULL;
        if (mal != NULL)
            printf("semilla %llu: enreda %s\n",
                   (unsigned long long)semilla + (unsigned long long)i,
                   mal);
    }
    printf("%ld casos, %ld extraídos, %ld mal\n", casos, extraidas, malos);
    /* Si nada se extrajera, o todo, el azar no estaría probando nada. */
    return malos > 0 || (casos >= 100 && (extraidas < casos / 50 ||
                                          extraidas > casos * 9 / 10));
}
