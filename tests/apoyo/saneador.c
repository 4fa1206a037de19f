#define _GNU_SOURCE
#include "saneador.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Solo existen si el programa se enlazó con un sanitizer. */
__attribute__((weak)) void __sanitizer_set_report_fd(void *fd);
__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);
__attribute__((weak)) void __tsan_init(void);

static int desvio = -1;

/* El saneador recuerda qué proceso abrió el informe: en un hijo de fork
 * abriría otro, un fichero «.PID» en la carpeta de trabajo. */
static void desvia_aqui(void)
{
    __sanitizer_set_report_fd((void *)(intptr_t)desvio);
}

void saneador_desvia(int fd)
{
    if (__sanitizer_set_report_fd == NULL)
        return;
    if (desvio == -1)
        pthread_atfork(NULL, NULL, desvia_aqui);
    desvio = fd;
    desvia_aqui();
}

static void *apunta_tid(void *tid)
{
    *(pid_t *)tid = gettid();
    return NULL;
}

/* Unido, un hilo aún puede tardar un momento en irse del todo. */
void saneador_arranca(void)
{
    pthread_t h;
    pid_t tid;

    if (__tsan_init == NULL ||
        pthread_create(&h, NULL, apunta_tid, &tid) != 0)
        return;
    pthread_join(h, NULL);
    while (tgkill(getpid(), tid, 0) == 0)
        sched_yield();
}

/* Un puntero que el cuerpo dejó en su trozo de pila, ya muerto, haría pasar
 * por viva la memoria perdida. Sin instrumentar: las zonas rojas se quedarían
 * sin borrar. */
static __attribute__((noinline, no_sanitize_address)) void borra_pila(void)
{
    volatile char hueco[1 << 16];

    for (size_t i = 0; i < sizeof hueco; i++)
        hueco[i] = 0;
}

bool saneador_fugas(void)
{
    if (__lsan_do_recoverable_leak_check == NULL)
        return false;
    borra_pila();
    return __lsan_do_recoverable_leak_check() != 0;
}

/* El orden cuenta: gana la primera que aparezca en el resumen. */
static const struct {
    const char *ingles, *espanol;
} frases[] = {
    {"data race", "carrera de datos: dos hilos tocan lo mismo a la vez, al "
                  "menos uno escribe, y nada los ordena"},
    {"lock-order-inversion",
     "dos mutex se toman en un orden aquí y en otro allí: puede haber "
     "interbloqueo"},
    {"thread leak", "queda un hilo sin unir (pthread_join)"},
    {"double lock", "un hilo toma un mutex que ya tenía"},
    {"unlock of an unlocked mutex",
     "sueltas un mutex que este hilo no tiene"},
    {"destroy of a locked mutex", "destruyes un mutex que está tomado"},
    {"heap-use-after-free", "usas memoria que ya se ha liberado"},
    {"use-after-free", "usas memoria que ya se ha liberado"},
    {"heap-buffer-overflow",
     "lees o escribes fuera de un bloque de memoria dinámica"},
    {"stack-buffer-overflow",
     "lees o escribes fuera de un vector de la pila"},
    {"global-buffer-overflow", "lees o escribes fuera de un vector global"},
    {"use-after-return", "usas una variable local de una función que ya ha "
                         "vuelto"},
    {"use-after-scope", "usas una variable local fuera de su bloque"},
    {"stack-overflow", "la pila se ha llenado: ¿una recursión sin fin?"},
    {"double-free", "liberas dos veces lo mismo"},
    {"bad-free", "liberas algo que no viene de malloc"},
    {"alloc-dealloc-mismatch", "liberas con lo que no toca"},
    {"leaked in", "queda memoria sin liberar"},
    {"negative-size-param", "una función recibe un tamaño negativo"},
    {"allocation-size-too-big", "pides un bloque disparatado: ¿un tamaño "
                                "negativo?"},
    {"FPE", "divides un entero por cero"},
    {"SEGV", "usas un puntero nulo o que no vale"},
    {"signed integer overflow", "desbordas un entero con signo"},
    {"out of bounds", "usas un índice fuera del vector"},
    {"null pointer", "usas un puntero nulo"},
    {"shift", "desplazas más bits de los que hay"},
    {"division by zero", "divides por cero"},
    {"misaligned", "usas un puntero mal alineado"},
};

/* Copia una línea, sin su salto. */
static void linea(const char *p, char *copia, size_t n)
{
    size_t largo = strcspn(p, "\n");

    snprintf(copia, n, "%.*s", (int)(largo < n ? largo : n - 1), p);
}

static const char *traduce(const char *resumen)
{
    for (size_t i = 0; i < sizeof frases / sizeof *frases; i++)
        if (strstr(resumen, frases[i].ingles) != NULL)
            return frases[i].espanol;
    return NULL;
}

/* El texto del fichero de un marco de la pila: desde su última barra. */
static const char *sin_carpeta(const char *p)
{
    const char *barra = strrchr(p, '/');

    return barra == NULL ? p : barra + 1;
}

/* El primer marco de la pila que no sea del sanitizer ni de este apoyo:
 * «    #1 0x55d0 in cola_pon /x/cola.c:12» (TSan no escribe dirección). */
static bool sitio(const char *informe, char *donde, size_t n)
{
    for (const char *p = informe; (p = strstr(p, "\n    #")) != NULL; p++) {
        char marco[512], funcion[128], fichero[384];
        const char *f;

        linea(p + 1, marco, sizeof marco);
        if (strstr(marco, "sanitizer") != NULL ||
            strstr(marco, "tests/apoyo/") != NULL ||
            strstr(marco, "sysdeps") != NULL ||
            strstr(marco, "nptl") != NULL)
            continue;
        f = strstr(marco, " in ");
        f = f != NULL ? f + 3 : strchr(marco + 5, ' ');
        /* Un informe muy largo llega cortado, quizá en «    #1». */
        if (f == NULL ||
            sscanf(f + 1, "%127s %383[^ ]", funcion, fichero) != 2 ||
            strchr(fichero, ':') == NULL || fichero[0] == '(')
            continue;
        snprintf(donde, n, "%.200s, en %.100s", sin_carpeta(fichero),
                 funcion);
        return true;
    }
    return false;
}

/* UBSan: «cola.c:12:5: runtime error: signed integer overflow: 1 + …». */
static bool indefinido(const char *informe, char *frase, size_t n)
{
    const char *p = strstr(informe, ": runtime error: ");
    char todo[512];

    if (p == NULL)
        return false;
    while (p > informe && p[-1] != '\n')
        p--;
    linea(p, todo, sizeof todo);
    char *que = strstr(todo, ": runtime error: ");
    *que = '\0';
    que += strlen(": runtime error: ");
    const char *espanol = traduce(que);
    snprintf(frase, n, "%s (%s)", espanol == NULL ? que : espanol,
             sin_carpeta(todo));
    return true;
}

bool saneador_frase(const char *informe, char *frase, size_t n)
{
    const char *p = strstr(informe, "SUMMARY: ");
    char resumen[512], donde[384];

    if (indefinido(informe, frase, n))
        return true;
    if (p == NULL)
        return false;
    linea(p + strlen("SUMMARY: "), resumen, sizeof resumen);
    const char *espanol = traduce(resumen);
    const char *que = espanol == NULL ? resumen : espanol;
    if (sitio(informe, donde, sizeof donde))
        snprintf(frase, n, "%s (%s)", que, donde);
    else
        snprintf(frase, n, "%s", que);
    return true;
}
