#define _GNU_SOURCE /* prctl, syscall */
#include "arbol.h"
#include "proc.h"
#include "prueba.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESOS = 512 };

static char donde[128], carpeta[160];

void arbol_empieza(void)
{
    const char *tmp = getenv("TMPDIR");

    if (*donde == '\0')
        snprintf(donde, sizeof donde, "%s", tmp != NULL ? tmp : "/tmp");
    snprintf(carpeta, sizeof carpeta, "%s/prueba-nav-XXXXXX", donde);
    exige(mkdtemp(carpeta) != NULL, "mkdtemp: %s", strerror(errno));
    setenv("TMPDIR", carpeta, 1);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static int entradas(char *una, size_t n)
{
    DIR *d = opendir(carpeta);
    int k = 0;

    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            snprintf(una, n, "%s", e->d_name);
            k++;
        }
    if (d != NULL)
        closedir(d);
    return k;
}

void arbol_espera_vacia(void)
{
    const struct timespec t = {0, 2000000};
    char una[256];

    while (entradas(una, sizeof una) > 0)
        nanosleep(&t, NULL);
}

void arbol_acaba(void)
{
    char una[256] = "";

    while (waitpid(-1, NULL, 0) != -1 || errno == EINTR)
        ;
    exige_error(errno, ECHILD, "esperar a que no quede nadie");
    int k = entradas(una, sizeof una);
    exige(k == 0, "han quedado %d carpetas; una, %s", k, una);
    rmdir(carpeta);
}

int arbol_procesos(pid_t raiz, pid_t *v, int max)
{
    int n = 0;

    v[n++] = raiz;
    for (int i = 0; i < n && n < max; i++) {
        int k = proc_hijos(v[i], v + n, max - n);

        n += k > 0 ? k : 0;
    }
    return n;
}

static void nombre_de(pid_t p, char *nombre, size_t n)
{
    char ruta[64];

    snprintf(ruta, sizeof ruta, "/proc/%d/comm", (int)p);
    FILE *f = fopen(ruta, "r");
    *nombre = '\0';
    if (f == NULL)
        return;
    if (fgets(nombre, (int)n, f) == NULL)
        *nombre = '\0';
    nombre[strcspn(nombre, "\n")] = '\0';
    fclose(f);
}

pid_t arbol_busca(pid_t raiz, const char *nombre)
{
    pid_t v[PROCESOS];
    int n = arbol_procesos(raiz, v, PROCESOS);
    char x[64];

    for (int i = 0; i < n; i++) {
        nombre_de(v[i], x, sizeof x);
        if (strcmp(x, nombre) == 0)
            return v[i];
    }
    return 0;
}

void arbol_mata(pid_t p)
{
    syscall(SYS_kill, p, SIGKILL);
}
