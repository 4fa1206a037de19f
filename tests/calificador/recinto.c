#define _GNU_SOURCE
#include "recinto.h"

#include "arbol.h"
#include "cgrupo.h"
#include "filtro.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* nobody: no es de nadie, y no tiene nada. Fuera de un espacio de usuarios,
 * donde el tope de procesos cuenta todos los de un usuario, uno que tampoco
 * use otro calificador. */
enum { NADIE = 65534, APARTE = 60100, APARTES = 4000 };
enum { MIRADA_MS = 100, INFO = 5, CUENTA = 6, FALLO = 125 };

/* Lo que se tira de lo que sobra antes de dar por perdido a quien escribe. */
enum { DESPERDICIO = 64 };

struct recinto {
    enum recinto_modo modo;
    bool usuarios; /* espacio de nombres de usuario */
    bool sin_mas;  /* --disable-userns */
    uid_t quien;   /* quien ejecuta, si somos root; si no, 0 */
    int landlock;
    bool seccomp;
    struct cgrupos cgrupos;
    char *base, *texto;
    int cerrojo; /* lo tiene mientras viva: nadie le borra la base */
    atomic_ulong cuantos;
};

/* ---------------------------------------------------- listas de textos -- */

struct textos {
    size_t n, cap;
    char **v;
    bool mal; /* no ha habido memoria */
};

static __attribute__((format(printf, 2, 3))) void
pon(struct textos *t, const char *formato, ...)
{
    va_list ap;
    char *s = NULL;

    if (t->n + 1 >= t->cap) {
        size_t cap = t->cap == 0 ? 64 : 2 * t->cap;
        char **v = realloc(t->v, cap * sizeof *v);

        if (v == NULL) {
            t->mal = true;
            return;
        }
        t->v = v;
        t->cap = cap;
    }
    va_start(ap, formato);
    if (vasprintf(&s, formato, ap) == -1) {
        s = NULL;
        t->mal = true;
    }
    va_end(ap);
    t->v[t->n] = s;
    t->n += s != NULL;
    t->v[t->n] = NULL;
}

static void pon_todos(struct textos *t, const char *const *v)
{
    for (; v != NULL && *v != NULL; v++)
        pon(t, "%s", *v);
}

static void suelta(struct textos *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->v[i]);
    free(t->v);
    *t = (struct textos){0};
}

/* ------------------------------------------------------ la orden entera -- */

static const char *busca_vista(const struct recinto_orden *o,
                               const char *arg, size_t *largo)
{
    for (size_t i = 0; i < o->vistas; i++) {
        *largo = strlen(o->vista[i].nombre);
        if (strncmp(arg + 1, o->vista[i].nombre, *largo) == 0 &&
            (arg[1 + *largo] == '/' || arg[1 + *largo] == '\0'))
            return o->vista[i].ruta;
    }
    return NULL;
}

/* Dentro de bubblewrap cada vista está en la raíz; fuera, donde estaba. */
static void pon_orden(struct textos *t, const struct recinto *r,
                      const struct recinto_orden *o)
{
    size_t largo;

    for (const char *const *a = o->argv; *a != NULL; a++) {
        const char *ruta = **a == '@' ? busca_vista(o, *a, &largo) : NULL;

        if (ruta == NULL)
            pon(t, "%s", *a);
        else if (r->modo == RECINTO_ENTERO)
            pon(t, "/%s", *a + 1);
        else
            pon(t, "%s%s", ruta, *a + 1 + largo);
    }
}

static void pon_tope(struct textos *t, const char *nombre, size_t valor)
{
    if (valor != 0)
        pon(t, "%s=%zu", nombre, valor);
}

/* Lo que se le pide a dentro justo antes de la orden. */
static void pon_topes(struct textos *t, const struct recinto *r,
                      const struct recinto_orden *o)
{
    pon(t, "error=%d", FALLO);
    pon(t, "cuenta=%d", CUENTA);
    pon_tope(t, "cpu", (size_t)o->cpu);
    pon_tope(t, "memoria", o->memoria);
    pon_tope(t, "fichero", o->fichero);
    pon_tope(t, "procesos", r->usuarios ? o->procesos : 8 * o->procesos);
    pon(t, "pila=%d", 8 << 20);
    pon(t, "descriptores=%d", 4096);
    if (r->seccomp)
        pon(t, "filtro=%d", o->rastrea ? 2 : 1);
}

/* Cada una, con lo suyo detrás, separado por espacios. */
static void pon_partido(struct textos *t, const char *orden)
{
    for (size_t n; *orden != '\0'; orden += n + (orden[n] == ' ')) {
        n = strcspn(orden, " ");
        pon(t, "%.*s", (int)n, orden);
    }
}

/* Como en la máquina: un enlace si lo es, o la carpeta. */
static void pon_bin_y_lib(struct textos *t)
{
    static const char *const enlaces[] = {"/bin", "/sbin", "/lib",
                                          "/lib64"};

    for (size_t i = 0; i < sizeof enlaces / sizeof *enlaces; i++) {
        char destino[64];
        ssize_t k = readlink(enlaces[i], destino, sizeof destino - 1);

        if (k > 0)
            destino[k] = '\0';
        else if (access(enlaces[i], F_OK) == -1)
            continue;
        pon(t, k > 0 ? "--symlink" : "--ro-bind");
        pon(t, "%s", k > 0 ? destino : enlaces[i]);
        pon(t, "%s", enlaces[i]);
    }
}

static void pon_vistas(struct textos *t, const struct recinto *r,
                       const struct recinto_orden *o)
{
    pon(t, "--ro-bind");
    pon(t, "%s/dentro", r->base);
    pon(t, "/dentro");
    for (size_t i = 0; i < o->vistas; i++) {
        pon(t, "--ro-bind");
        pon(t, "%s", o->vista[i].ruta);
        pon(t, "/%s", o->vista[i].nombre);
    }
    if (o->trabajo == NULL)
        pon_partido(t, "--size 67108864 --tmpfs");
    else {
        pon(t, o->escribe ? "--bind" : "--ro-bind");
        pon(t, "%s", o->trabajo);
    }
    pon(t, "/trabajo");
}

static void pon_bwrap(struct textos *t, const struct recinto *r,
                      const struct recinto_orden *o)
{
    pon_partido(t, "bwrap --unshare-ipc --unshare-pid --unshare-net "
                   "--unshare-uts --unshare-cgroup-try --die-with-parent "
                   "--new-session --hostname recinto --cap-drop ALL");
    if (r->usuarios)
        pon(t, "--unshare-user");
    else /* para dejar de ser root ya dentro */
        pon_partido(t, "--cap-add CAP_SETUID --cap-add CAP_SETGID");
    if (r->sin_mas)
        pon(t, "--disable-userns");
    pon(t, "--info-fd");
    pon(t, "%d", INFO);
    pon_partido(t, "--ro-bind /usr /usr --ro-bind-try /etc/ld.so.cache "
                   "/etc/ld.so.cache --proc /proc --dev /dev "
                   "--size 67108864 --tmpfs /dev/shm "
                   "--size 67108864 --tmpfs /tmp");
    pon_bin_y_lib(t);
    pon_vistas(t, r, o);
    pon_partido(t, "--remount-ro /dev --remount-ro / --chdir /trabajo "
                   "-- /dentro");
    if (!r->usuarios && r->quien != 0)
        pon(t, "usuario=%u", r->quien);
}

/* Sin bubblewrap: lo que Landlock deja ver, y dónde se empieza. */
static void pon_llano(struct textos *t, const struct recinto *r,
                      const struct recinto_orden *o)
{
    static const char *const lee[] = {"/usr",
                                      "/bin",
                                      "/sbin",
                                      "/lib",
                                      "/lib64",
                                      "/etc/ld.so.cache",
                                      "/sys/devices/system",
                                      NULL};
    static const char *const escribe[] = {"/dev", "/proc", "/tmp", NULL};

    pon(t, "guarda=1");
    if (r->landlock > 0) {
        for (const char *const *v = lee; *v != NULL; v++)
            pon(t, "lee=%s", *v);
        for (const char *const *v = escribe; *v != NULL; v++)
            pon(t, "escribe=%s", *v);
        for (size_t i = 0; i < o->vistas; i++)
            pon(t, "lee=%s", o->vista[i].ruta);
        if (o->trabajo != NULL)
            pon(t, "%s=%s", o->escribe ? "escribe" : "lee", o->trabajo);
    }
    if (o->trabajo != NULL)
        pon(t, "trabajo=%s", o->trabajo);
    else
        pon(t, "trabajo=/tmp");
}

static void pon_todo(struct textos *t, const struct recinto *r,
                     const struct recinto_orden *o, const struct cgrupo *c)
{
    pon(t, "%s/dentro", r->base);
    pon(t, "error=%d", FALLO);
    for (size_t i = 0; i < c->n; i++)
        pon(t, "grupo=%s", c->carpeta[i]);
    if (r->quien != 0 && (r->usuarios || r->modo != RECINTO_ENTERO))
        pon(t, "usuario=%u", r->quien);
    if (r->modo == RECINTO_ENTERO) {
        pon(t, "--");
        pon_bwrap(t, r, o);
    } else
        pon_llano(t, r, o);
    pon_topes(t, r, o);
    pon(t, "--");
    pon_orden(t, r, o);
}

/* --------------------------------------------------------- ejecutarla -- */

struct proceso {
    pid_t pid, raiz; /* el que hemos creado, y el primero de dentro */
    int pidfd, raizfd;
    int salida, errores, info, cuenta;
    char dice[512]; /* lo que ha llegado por info */
    size_t n;
};

static double ahora(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void cierra(int *fd)
{
    if (*fd != -1)
        close(*fd);
    *fd = -1;
}

/* Ni el entorno ni las señales de quien llama. */
static int lanza_con(struct proceso *p, const struct textos *orden,
                     char *const *entorno, const int fin[4])
{
    posix_spawn_file_actions_t a;
    posix_spawnattr_t b;
    sigset_t ninguna, todas;

    posix_spawn_file_actions_init(&a);
    posix_spawn_file_actions_addopen(&a, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&a, fin[0], 1);
    posix_spawn_file_actions_adddup2(&a, fin[1], 2);
    posix_spawn_file_actions_adddup2(&a, fin[2], INFO);
    posix_spawn_file_actions_adddup2(&a, fin[3], CUENTA);
    posix_spawn_file_actions_addclosefrom_np(&a, CUENTA + 1);
    posix_spawnattr_init(&b);
    sigemptyset(&ninguna);
    sigfillset(&todas);
    posix_spawnattr_setsigmask(&b, &ninguna);
    posix_spawnattr_setsigdefault(&b, &todas);
    posix_spawnattr_setflags(&b, POSIX_SPAWN_SETSIGMASK |
                                     POSIX_SPAWN_SETSIGDEF |
                                     POSIX_SPAWN_SETPGROUP);
    int r = posix_spawn(&p->pid, orden->v[0], &a, &b, orden->v, entorno);
    posix_spawnattr_destroy(&b);
    posix_spawn_file_actions_destroy(&a);
    return r;
}

/* Un tubo que está por encima de los descriptores que se van a pisar. */
static int tubo(int fin[2])
{
    int t[2];

    if (pipe2(t, O_CLOEXEC) == -1)
        return errno;
    for (int i = 0; i < 2; i++) {
        fin[i] = fcntl(t[i], F_DUPFD_CLOEXEC, CUENTA + 1);
        close(t[i]);
    }
    if (fin[0] != -1 && fin[1] != -1)
        return 0;
    cierra(&fin[0]);
    cierra(&fin[1]);
    return EMFILE;
}

static int lanza(struct proceso *p, const struct textos *orden,
                 char *const *entorno)
{
    int t[4][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}}, r = 0;

    *p = (struct proceso){-1, -1, -1, -1, -1, -1, -1, -1, {0}, 0};
    for (int i = 0; r == 0 && i < 4; i++)
        r = tubo(t[i]);
    if (r == 0)
        r = lanza_con(p, orden, entorno,
                      (const int[]){t[0][1], t[1][1], t[2][1], t[3][1]});
    for (int i = 0; i < 4; i++)
        cierra(&t[i][1]);
    if (r == 0) {
        p->pidfd = (int)syscall(SYS_pidfd_open, p->pid, 0);
        p->salida = t[0][0];
        p->errores = t[1][0];
        p->info = t[2][0];
        p->cuenta = t[3][0];
        return 0;
    }
    for (int i = 0; i < 4; i++)
        cierra(&t[i][0]);
    return r;
}

/* bubblewrap dice qué proceso es el primero de dentro: {"child-pid": N}. Al
 * morir él, el núcleo se lleva a todos los demás. */
static bool lee_info(struct proceso *p)
{
    static const char clave[] = "\"child-pid\":";
    ssize_t k = read(p->info, p->dice + p->n, sizeof p->dice - 1 - p->n);

    if (k <= 0)
        return false;
    p->n += (size_t)k;
    const char *q = strstr(p->dice, clave);
    if (p->raiz == -1 && q != NULL && strchr(q, '\n') != NULL) {
        p->raiz = (pid_t)strtol(q + strlen(clave), NULL, 10);
        p->raizfd = (int)syscall(SYS_pidfd_open, p->raiz, 0);
    }
    return p->n < sizeof p->dice - 1;
}

struct recogido {
    char *texto;
    size_t n, cap, sobra;
};

/* Lo que haya, hasta el tope; lo demás se cuenta y se tira. Devuelve false
 * cuando ya no va a haber más. */
static bool recoge(int fd, struct recogido *t, size_t tope)
{
    char trozo[1 << 16];
    ssize_t k = read(fd, trozo, sizeof trozo);

    if (k <= 0)
        return k == -1 && (errno == EAGAIN || errno == EINTR);
    size_t caben = tope - t->n < (size_t)k ? tope - t->n : (size_t)k;
    if (t->n + caben + 1 > t->cap) {
        size_t cap = 2 * (t->n + caben + 1);
        char *nuevo = realloc(t->texto, cap);

        if (nuevo == NULL)
            return true;
        t->texto = nuevo;
        t->cap = cap;
    }
    memcpy(t->texto + t->n, trozo, caben);
    t->n += caben;
    t->texto[t->n] = '\0';
    t->sobra += (size_t)k - caben;
    return true;
}

struct vigilancia {
    const struct recinto *r;
    const struct recinto_orden *o;
    struct recogido salida, errores;
    double inicio, ultima; /* la última vez que salió algo */
    double mirada, cpu; /* la última vez que se miró el árbol, y lo visto */
};

/* Los topes de todo el recinto, cada décima de segundo. */
static bool gasta_de_mas(struct vigilancia *v, const struct proceso *p,
                         enum recinto_corte *c)
{
    struct arbol a;
    double t = ahora();

    if (v->o->pared > 0 && t - v->inicio > v->o->pared)
        *c = RECINTO_PARED;
    else if (v->o->silencio > 0 && t - v->ultima > v->o->silencio)
        *c = RECINTO_SILENCIO;
    else if (t - v->mirada < 1e-3 * MIRADA_MS)
        return false;
    else {
        v->mirada = t;
        arbol_mide(p->raiz != -1 ? p->raiz : p->pid, &a);
        v->cpu = a.cpu;
        if (v->o->cpu_total > 0 && a.cpu > v->o->cpu_total)
            *c = RECINTO_CPU;
        else if (v->r->cgrupos.n == 0 && v->o->total > 0 &&
                 a.memoria > v->o->total)
            *c = RECINTO_MEMORIA;
        else
            return false;
    }
    return true;
}

static bool rebosa(const struct vigilancia *v)
{
    return v->salida.sobra > v->o->salida * DESPERDICIO ||
           v->errores.sobra > v->o->salida * DESPERDICIO;
}

/* Hasta que acaba, o hay que cortar. Un lado de un tubo que se ha cerrado se
 * deja de mirar. */
static enum recinto_corte vigila(struct vigilancia *v, struct proceso *p)
{
    struct pollfd q[] = {{p->pidfd, POLLIN, 0},
                         {p->salida, POLLIN, 0},
                         {p->errores, POLLIN, 0},
                         {p->info, POLLIN, 0}};
    enum recinto_corte c = RECINTO_ACABA;

    for (;;) {
        if (poll(q, 4, MIRADA_MS) == -1 && errno != EINTR)
            return RECINTO_PARED;
        if (q[3].revents != 0 && !lee_info(p))
            q[3].fd = -1;
        if (q[1].revents != 0) {
            v->ultima = ahora();
            if (!recoge(p->salida, &v->salida, v->o->salida))
                q[1].fd = -1;
        }
        if (q[2].revents != 0 &&
            !recoge(p->errores, &v->errores, v->o->salida))
            q[2].fd = -1;
        if (q[0].revents != 0)
            return RECINTO_ACABA;
        if (rebosa(v))
            return RECINTO_SALIDA;
        if (gasta_de_mas(v, p, &c))
            return c;
    }
}

static void manda(int pidfd, int senal)
{
    if (pidfd != -1)
        syscall(SYS_pidfd_send_signal, pidfd, senal, NULL, 0);
}

static void espera_fin(int pidfd)
{
    struct pollfd q = {pidfd, POLLIN, 0};

    while (pidfd != -1 && poll(&q, 1, -1) == -1 && errno == EINTR)
        ;
}

/* Con el primero muere todo lo de dentro, y no acaba de morir hasta que no
 * queda nada; sin bubblewrap, de eso se encarga quien guarda. */
static void mata(const struct recinto *r, struct proceso *p)
{
    if (p->raizfd != -1)
        manda(p->raizfd, SIGKILL);
    else
        manda(p->pidfd, r->modo == RECINTO_ENTERO ? SIGKILL : SIGTERM);
    espera_fin(p->raizfd);
    espera_fin(p->pidfd);
}

/* Ya no hay nadie que escriba: lo que quede en los tubos, sin esperar. */
static void apura(struct vigilancia *v, const struct proceso *p)
{
    fcntl(p->salida, F_SETFL, O_NONBLOCK);
    fcntl(p->errores, F_SETFL, O_NONBLOCK);
    for (size_t n = 1; n > 0;) {
        size_t antes = v->salida.n + v->salida.sobra;

        recoge(p->salida, &v->salida, v->o->salida);
        n = v->salida.n + v->salida.sobra - antes;
    }
    for (size_t n = 1; n > 0;) {
        size_t antes = v->errores.n + v->errores.sobra;

        recoge(p->errores, &v->errores, v->o->salida);
        n = v->errores.n + v->errores.sobra - antes;
    }
}

/* Lo que dijo quien cuenta, o lo último que se vio: bubblewrap no espera a
 * los suyos, y wait4 no sabe lo que gastaron. */
static double gastado(const struct vigilancia *v, const struct proceso *p)
{
    char texto[64];
    ssize_t k;

    fcntl(p->cuenta, F_SETFL, O_NONBLOCK);
    k = read(p->cuenta, texto, sizeof texto - 1);
    if (k <= 0)
        return v->cpu;
    texto[k] = '\0';
    return strtod(texto, NULL);
}

static void termina(const struct recinto *r, struct vigilancia *v,
                    struct proceso *p, struct recinto_fin *f)
{
    int estado = 0;

    mata(r, p);
    while (waitpid(p->pid, &estado, 0) == -1 && errno == EINTR)
        ;
    apura(v, p);
    f->estado =
        WIFEXITED(estado) ? WEXITSTATUS(estado) : 128 + WTERMSIG(estado);
    f->cpu = gastado(v, p);
    f->salida = v->salida.texto;
    f->n = v->salida.n;
    f->errores = v->errores.texto;
    f->m = v->errores.n;
    cierra(&p->pidfd);
    cierra(&p->raizfd);
    cierra(&p->salida);
    cierra(&p->errores);
    cierra(&p->info);
    cierra(&p->cuenta);
}

static int asegura(char **texto)
{
    if (*texto == NULL)
        *texto = strdup("");
    return *texto == NULL ? ENOMEM : 0;
}

/* Si no llegó a haber nadie dentro, la culpa es nuestra. */
static int juzga(const struct recinto *r, const struct proceso *p,
                 const struct recinto_fin *f)
{
    if (f->salida == NULL || f->errores == NULL)
        return ENOMEM;
    if (f->estado == FALLO && f->corte == RECINTO_ACABA)
        return EPROTO;
    if (r->modo == RECINTO_ENTERO && p->raiz == -1 &&
        f->corte == RECINTO_ACABA)
        return EPROTO;
    return 0;
}

static int ejecuta_en(struct recinto *r, const struct recinto_orden *o,
                      const struct cgrupo *c, struct recinto_fin *f)
{
    struct textos orden = {0}, entorno = {0};
    struct vigilancia v = {.r = r, .o = o};
    struct proceso p;

    pon_todo(&orden, r, o, c);
    pon_todos(&entorno, (const char *const[]){
                            "PATH=/usr/bin:/bin:/usr/sbin", "HOME=/tmp",
                            "LC_ALL=C.UTF-8", "TMPDIR=/tmp", NULL});
    pon_todos(&entorno, o->entorno);
    v.inicio = v.ultima = v.mirada = ahora();
    int e =
        orden.mal || entorno.mal ? ENOMEM : lanza(&p, &orden, entorno.v);
    if (e == 0) {
        f->corte = vigila(&v, &p);
        termina(r, &v, &p, f);
        asegura(&f->salida);
        asegura(&f->errores);
        e = juzga(r, &p, f);
    }
    suelta(&orden);
    suelta(&entorno);
    return e;
}

/* El de su base, que no tiene nadie más. */
static const char *nombre_de(const struct recinto *r)
{
    assert(r->base != NULL);
    const char *barra = strrchr(r->base, '/');
    return barra == NULL ? r->base : barra + 1;
}

int recinto_ejecuta(struct recinto *r, const struct recinto_orden *o,
                    struct recinto_fin *f)
{
    struct cgrupo c = {0};
    char nombre[64];
    int e = 0;

    *f = (struct recinto_fin){0};
    if (r->cgrupos.n > 0 && o->total > 0) {
        snprintf(nombre, sizeof nombre, "%s.%lu", nombre_de(r),
                 atomic_fetch_add(&r->cuantos, 1));
        e = cgrupo_crea(&r->cgrupos, nombre, o->total,
                        o->procesos == 0 ? 4096 : o->procesos + 16, &c);
    }
    if (e == 0)
        e = ejecuta_en(r, o, &c, f);
    f->falto_memoria =
        f->corte == RECINTO_MEMORIA || cgrupo_falto_memoria(&c);
    cgrupo_borra(&c);
    return e;
}

void recinto_fin_libera(struct recinto_fin *f)
{
    free(f->salida);
    free(f->errores);
    *f = (struct recinto_fin){0};
}

/* ------------------------------------------------- abrirlo y contarlo -- */

static int copia(const char *de, const char *a)
{
    char trozo[1 << 16];
    int d = open(de, O_RDONLY | O_CLOEXEC), r = d == -1 ? errno : 0;
    int e = r != 0 ? -1
                   : open(a, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
    ssize_t k = 0;

    if (r == 0 && e == -1)
        r = errno;
    while (r == 0 && (k = read(d, trozo, sizeof trozo)) > 0)
        if (write(e, trozo, (size_t)k) != k)
            r = errno == 0 ? ENOSPC : errno;
    if (k == -1)
        r = errno;
    cierra(&d);
    cierra(&e);
    return r;
}

static int borra_uno(const char *ruta, const struct stat *s, int que,
                     struct FTW *f)
{
    (void)s;
    (void)que;
    (void)f;
    remove(ruta);
    return 0;
}

static void borra(const char *carpeta)
{
    nftw(carpeta, borra_uno, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *temporal(void)
{
    const char *tmp = getenv("TMPDIR");

    return tmp == NULL || *tmp != '/' ? "/tmp" : tmp;
}

/* El fichero que quien tiene una base tiene cogido; -1 si no se puede. */
static int coge(const char *base, int opciones)
{
    char *ruta = NULL;

    if (asprintf(&ruta, "%s/cerrojo", base) == -1)
        return -1;
    int fd = open(ruta, O_RDWR | O_CLOEXEC | O_NOFOLLOW | opciones, 0600);
    free(ruta);
    if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == -1)
        cierra(&fd);
    return fd;
}

/* Lo que dejaron los que murieron sin poder recoger. */
static void limpia_muertos(const struct recinto *r)
{
    DIR *d = opendir(temporal());
    struct dirent *x;
    struct stat s;
    char *base = NULL;

    while (d != NULL && (x = readdir(d)) != NULL) {
        if (strncmp(x->d_name, "calificador-", 12) != 0 ||
            asprintf(&base, "%s/%s", temporal(), x->d_name) == -1)
            continue;
        int fd = lstat(base, &s) == 0 && S_ISDIR(s.st_mode) &&
                         s.st_uid == geteuid()
                     ? coge(base, 0)
                     : -1;
        if (fd != -1) {
            cgrupos_limpia(&r->cgrupos, x->d_name);
            borra(base);
        }
        cierra(&fd);
        free(base);
    }
    if (d != NULL)
        closedir(d);
}

static int crea_base(struct recinto *r, const char *dentro)
{
    char *programa = NULL;

    if (asprintf(&r->base, "%s/calificador-XXXXXX", temporal()) == -1) {
        r->base = NULL;
        return ENOMEM;
    }
    if (mkdtemp(r->base) == NULL) {
        int e = errno;

        free(r->base);
        r->base = NULL;
        return e;
    }
    r->cerrojo = coge(r->base, O_CREAT);
    if (r->cerrojo == -1 || chmod(r->base, 0755) == -1)
        return errno;
    if (asprintf(&programa, "%s/dentro", r->base) == -1)
        return ENOMEM;
    int e = copia(dentro, programa);
    free(programa);
    return e;
}

/* ¿Se puede ejecutar algo así? */
static bool funciona(struct recinto *r)
{
    static const char *const orden[] = {"true", NULL};
    struct recinto_orden o = {.argv = orden,
                              .pared = 20,
                              .salida = 4096,
                              .procesos = 64,
                              .total = (size_t)256 << 20};
    struct recinto_fin f;
    bool si = recinto_ejecuta(r, &o, &f) == 0 && f.estado == 0;

    recinto_fin_libera(&f);
    return si;
}

static uid_t usuario_para(const struct recinto *r)
{
    if (geteuid() != 0)
        return 0;
    return r->usuarios ? NADIE : APARTE + (uid_t)getpid() % APARTES;
}

/* De más a menos: un espacio de usuarios del que no se sale; uno; y, de
 * root, ninguno. */
static int elige(struct recinto *r)
{
    static const bool formas[][2] = {
        {true, true}, {true, false}, {false, false}};

    r->usuarios = false;
    r->quien = usuario_para(r);
    if (r->modo != RECINTO_ENTERO)
        return funciona(r) ? 0 : EPROTO;
    for (size_t i = 0; i < sizeof formas / sizeof *formas; i++) {
        r->usuarios = formas[i][0];
        r->sin_mas = formas[i][1];
        r->quien = usuario_para(r);
        if ((r->usuarios || geteuid() == 0) && funciona(r))
            return 0;
    }
    return EOPNOTSUPP;
}

static void describe(FILE *f, const struct recinto *r)
{
    static const char *const modos[] = {
        [RECINTO_ENTERO] =
            "bubblewrap: sin red, con sus propios procesos y "
            "sin más ficheros que los que hacen falta",
        [RECINTO_EXTERNO] = "el de fuera (un contenedor, una máquina "
                            "virtual); aquí, solo celdas y límites",
        [RECINTO_SIN] = "NINGUNO: solo celdas y límites",
    };

    fprintf(f, "Aislamiento: %s.\n", modos[r->modo]);
    fprintf(f, "Usuario: %s%s.\n",
            r->quien != 0 ? "uno sin privilegios" : "el de quien califica",
            r->modo != RECINTO_ENTERO ? ""
            : r->usuarios ? ", en un espacio de nombres de usuario"
                          : "; esta máquina no deja crear espacios de "
                            "nombres de usuario");
    fprintf(f, "Llamadas al sistema (seccomp): %s.\n",
            r->seccomp ? "filtradas" : "sin filtrar, esta máquina no sabe");
    if (r->landlock > 0)
        fprintf(f, "Landlock: versión %d%s.\n", r->landlock,
                r->modo == RECINTO_ENTERO
                    ? ", que bubblewrap hace innecesario"
                    : "");
    else
        fprintf(f, "Landlock: no hay.\n");
    if (r->cgrupos.n > 0)
        fprintf(f,
                "Memoria y procesos: cgroup v%d, un tope común por "
                "recinto.\n",
                r->cgrupos.version);
    else
        fprintf(f, "Memoria: sin cgroup; se suma la de todos los procesos "
                   "cada 0,1 s.\n");
}

int recinto_abre(struct recinto **sale, enum recinto_modo modo,
                 const char *dentro, const char *cgrupos)
{
    struct recinto *r = calloc(1, sizeof *r);
    size_t n;

    if (r == NULL)
        return ENOMEM;
    r->modo = modo;
    r->cerrojo = -1;
    r->landlock = filtro_landlock();
    int e = crea_base(r, dentro);
    if (e == 0 && cgrupos != NULL)
        cgrupos_busca(&r->cgrupos, cgrupos, "/proc/self/cgroup");
    limpia_muertos(r);
    if (e == 0) {
        r->seccomp = true;
        e = elige(r);
        if (e != 0) {
            r->seccomp = false;
            e = elige(r);
        }
    }
    FILE *f = e == 0 ? open_memstream(&r->texto, &n) : NULL;
    if (f != NULL) {
        describe(f, r);
        fclose(f);
    } else if (e == 0)
        e = ENOMEM;
    if (e != 0)
        recinto_cierra(r);
    else
        *sale = r;
    return e;
}

void recinto_cierra(struct recinto *r)
{
    if (r == NULL)
        return;
    if (r->base != NULL)
        borra(r->base);
    cierra(&r->cerrojo);
    free(r->base);
    free(r->texto);
    free(r);
}

const char *recinto_texto(const struct recinto *r)
{
    return r->texto;
}

const char *recinto_base(const struct recinto *r)
{
    return r->base;
}

int recinto_cede(const struct recinto *r, const char *carpeta)
{
    if (r->quien != 0 && chown(carpeta, r->quien, r->quien) == -1)
        return errno;
    return 0;
}
