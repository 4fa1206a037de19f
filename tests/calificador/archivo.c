#define _GNU_SOURCE
#include "archivo.h"

#include "carpeta.h"
#include "nombres.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- leer el archivo ---- */

struct lectura {
    struct archive *a;
    const struct topes *t;
    const struct receptor *r;
    struct fallo *f;
    long miembros;
    long long bytes; /* lo que dicen ocupar los miembros, o lo leído */
};

/* De un archivo que no se deja abrir, por sus primeros bytes: un zip sin
 * nada (true), uno dañado, u otra cosa. */
static bool mira_que_es(int fd, struct fallo *f)
{
    static const struct {
        const char *x;
        long n;
    } firmas[] = {{"PK\5\6", 4},
                  {"PK\3\4", 4},
                  {"\x1f\x8b", 2},
                  {"\xfd"
                   "7zXZ",
                   5},
                  {"BZh", 3}};
    char x[5] = "";
    long n = lseek(fd, 0, SEEK_SET) == -1 ? 0 : lee_hasta(fd, x, sizeof x);

    for (size_t i = 0; i < sizeof firmas / sizeof *firmas; i++)
        if (n >= firmas[i].n &&
            memcmp(x, firmas[i].x, (size_t)firmas[i].n) == 0) {
            if (i == 0)
                f->clave = NULL;
            return i == 0;
        }
    fallo_pon(f, "formato", "no es un tar ni un zip");
    return false;
}

static bool danado(struct lectura *l)
{
    if (archive_errno(l->a) == ENOMEM)
        fallo_pon(l->f, "bomba", "pide demasiada memoria para abrirse");
    else if (archive_format(l->a) != 0 && /* sin formato, se cae */
             archive_read_has_encrypted_entries(l->a) > 0)
        fallo_pon(l->f, "cifrado", "el archivo pide una contraseña");
    else
        fallo_pon(l->f, "danado", "el archivo está cortado o dañado");
    return false;
}

static bool cabe(struct lectura *l)
{
    long long leido = archive_filter_bytes(l->a, 0);
    long long puesto = archive_filter_bytes(l->a, -1);
    long long sale = leido > l->bytes ? leido : l->bytes;
    const long long poco = 16 << 20;

    if (sale > l->t->bytes)
        fallo_pon(l->f, "bomba", "al abrirlo pasa de %lld MiB",
                  l->t->bytes >> 20);
    else if (l->t->razon > 0 && sale > poco && leido / l->t->razon > puesto)
        fallo_pon(l->f, "bomba", "al abrirlo crece más de %ld veces",
                  l->t->razon);
    else
        return true;
    return false;
}

static enum tipo tipo_de(struct archive_entry *e)
{
    if (archive_entry_hardlink(e) != NULL ||
        archive_entry_filetype(e) == AE_IFLNK)
        return ENLACE;
    return archive_entry_filetype(e) == AE_IFREG   ? FICHERO
           : archive_entry_filetype(e) == AE_IFDIR ? CARPETA
                                                   : ESPECIAL;
}

static bool lee_datos(struct lectura *l)
{
    char trozo[1 << 14];
    long long van = 0;
    la_ssize_t k;

    while ((k = archive_read_data(l->a, trozo, sizeof trozo)) > 0) {
        if ((van += k) > l->t->uno) {
            fallo_pon(l->f, "grande", "un fichero pasa de %lld MiB",
                      l->t->uno >> 20);
            return false;
        }
        if (!cabe(l) || !l->r->datos(l->r->ctx, trozo, (size_t)k))
            return false;
    }
    return k == 0 ? true : danado(l);
}

static bool cuenta_uno(struct lectura *l, struct archive_entry *e)
{
    const char *ruta = archive_entry_pathname(e);
    bool zip = (archive_format(l->a) & ARCHIVE_FORMAT_BASE_MASK) ==
               ARCHIVE_FORMAT_ZIP;
    struct miembro m = {
        tipo_de(e), zip ? ZIP : TAR, ruta == NULL ? "" : ruta,
        archive_entry_size_is_set(e) ? archive_entry_size(e) : -1,
        archive_entry_mtime_is_set(e) ? archive_entry_mtime(e) : -1};

    if (archive_entry_is_encrypted(e)) {
        fallo_pon(l->f, "cifrado", "el archivo pide una contraseña");
        return false;
    }
    if (zip && m.tamano > 0 &&
        __builtin_add_overflow(l->bytes, m.tamano, &l->bytes))
        l->bytes = INT64_MAX;
    if (!cabe(l))
        return false;
    enum quiere q = l->r->miembro(l->r->ctx, &m);
    return q == QUIERE ? lee_datos(l) : q == NO_QUIERE;
}

static bool cuenta_todos(struct lectura *l)
{
    struct archive_entry *e;
    int r;

    while ((r = archive_read_next_header(l->a, &e)) == ARCHIVE_OK ||
           r == ARCHIVE_WARN) {
        if (++l->miembros > l->t->miembros) {
            fallo_pon(l->f, "muchos", "trae más de %ld ficheros",
                      l->t->miembros);
            return false;
        }
        if (!cuenta_uno(l, e))
            return false;
    }
    if (r != ARCHIVE_EOF)
        return cabe(l) ? danado(l) : false;
    return cabe(l);
}

static bool abre(struct lectura *l, int fd)
{
    if (archive_read_support_format_tar(l->a) != ARCHIVE_OK ||
        archive_read_support_format_zip_seekable(l->a) != ARCHIVE_OK ||
        archive_read_support_filter_gzip(l->a) != ARCHIVE_OK ||
        archive_read_support_filter_xz(l->a) != ARCHIVE_OK ||
        archive_read_support_filter_bzip2(l->a) != ARCHIVE_OK ||
        lseek(fd, 0, SEEK_SET) == -1) {
        fallo_nuestro(l->f, "ilegible", "libarchive", errno);
        return false;
    }
    if (archive_read_open_fd(l->a, fd, 1 << 16) != ARCHIVE_OK)
        return danado(l);
    if (archive_filter_count(l->a) > 2) {
        fallo_pon(l->f, "bomba", "viene comprimido varias veces");
        return false;
    }
    return true;
}

bool archivo_cuenta(int fd, const struct topes *t, const struct receptor *r,
                    struct fallo *f)
{
    struct lectura l = {archive_read_new(), t, r, f, 0, 0};

    *f = (struct fallo){0};
    if (l.a == NULL) {
        fallo_nuestro(f, "ilegible", "libarchive", ENOMEM);
        return false;
    }
    bool bien = abre(&l, fd) && cuenta_todos(&l);
    if (!bien && f->clave != NULL && strcmp(f->clave, "danado") == 0 &&
        l.miembros == 0)
        bien = mira_que_es(fd, f);
    archive_read_free(l.a);
    return bien;
}

/* ---- en otro proceso ----
 *
 * Lo que va por la tubería: un sobre y sus bytes. MIEMBRO lleva la ruta;
 * DATOS, un trozo del último miembro; FALLO, la clave, un cero y el texto; y
 * al final, si todo fue bien, FIN. Quien lo recibe no se fía de nada. */

enum clase { MIEMBRO, DATOS, FALLO, FIN };

struct sobre {
    uint8_t clase, tipo, formato, imposible;
    uint32_t n;
    int64_t tamano, cuando;
};

enum { SOBRE_MAX = 1 << 16 };

struct emisor {
    int fd;
    bool (*interesa)(void *ctx, const char *ruta);
    void *ctx;
};

static bool escribe(int fd, const void *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, p, n);

        if (k == -1 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p = (const char *)p + k;
        n -= (size_t)k;
    }
    return true;
}

static bool emite(const struct emisor *e, struct sobre s, const void *p,
                  size_t n)
{
    s.n = (uint32_t)n;
    return escribe(e->fd, &s, sizeof s) && escribe(e->fd, p, n);
}

static enum quiere emite_miembro(void *ctx, const struct miembro *m)
{
    const struct emisor *e = ctx;
    size_t n = strnlen(m->ruta, RUTA_MAX + 1);
    struct sobre s = {
        MIEMBRO,   (uint8_t)m->tipo, (uint8_t)m->formato, 0, 0,
        m->tamano, m->cuando};

    if (!emite(e, s, m->ruta, n))
        return BASTA;
    return m->tipo == FICHERO && n <= RUTA_MAX &&
                   e->interesa(e->ctx, m->ruta)
               ? QUIERE
               : NO_QUIERE;
}

static bool emite_datos(void *ctx, const void *p, size_t n)
{
    return emite(ctx, (struct sobre){.clase = DATOS}, p, n);
}

/* Solo leer, escribir, pedir memoria y acabar. Sin seccomp en el núcleo, lo
 * demás sigue en pie. */
static void encierra(void)
{
    static const int vale[] = {
        SCMP_SYS(read),
        SCMP_SYS(write),
        SCMP_SYS(lseek),
        SCMP_SYS(close),
        SCMP_SYS(fstat),
        SCMP_SYS(newfstatat),
        SCMP_SYS(mmap),
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(mprotect),
        SCMP_SYS(brk),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),
        SCMP_SYS(sched_yield),
        SCMP_SYS(sigaltstack),
    };
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));

    if (c == NULL)
        return;
    for (size_t i = 0; i < sizeof vale / sizeof *vale; i++)
        seccomp_rule_add(c, SCMP_ACT_ALLOW, vale[i], 0);
    seccomp_load(c);
    seccomp_release(c);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANEADO 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANEADO 1
#endif
#endif
#ifndef SANEADO
#define SANEADO 0
#endif

/* El tope duro, más allá: así, quien muere por SIGKILL no ha muerto de esto. */
static void limita(const struct topes *t)
{
    const rlim_t cpu = (rlim_t)t->cpu, giga = (rlim_t)1 << 30;

    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_CPU, &(struct rlimit){cpu, cpu + 5});
    if (!SANEADO)
        setrlimit(RLIMIT_AS, &(struct rlimit){giga, giga});
}

_Noreturn static void lee_aparte(int fd, int sale, const struct topes *t,
                                 struct emisor *e)
{
    struct receptor r = {e, emite_miembro, emite_datos};
    struct fallo f;

    /* Quedan fd en 3 y la tubería en 4, y ninguno más (con un sanitizer,
     * por donde habla). */
    if (dup2(fd, 100) == -1 || dup2(sale, 101) == -1 ||
        dup2(100, 3) == -1 || dup2(101, 4) == -1)
        _exit(1);
    close_range(5, ~0u, 0);
    close_range(0, SANEADO ? 1 : 2, 0);
    e->fd = 4;
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXCPU, SIG_DFL);
    limita(t);
    encierra();
    if (archivo_cuenta(3, t, &r, &f))
        emite(e, (struct sobre){.clase = FIN}, "", 0);
    else if (f.clave != NULL) {
        char x[sizeof f.texto + 32];
        int n = snprintf(x, sizeof x, "%s%c%s", f.clave, '\0', f.texto);

        emite(e, (struct sobre){.clase = FALLO, .imposible = f.imposible},
              x, (size_t)n);
    }
    _exit(0);
}

/* ---- recibirlo ---- */

struct recepcion {
    int fd;
    const struct receptor *r;
    struct fallo *f;
    bool quiere; /* los bytes del último miembro */
    char x[SOBRE_MAX + 1];
};

enum llegada { SIGUE, ACABADO, PARADO, ROTO };

static enum llegada recibe_miembro(struct recepcion *p,
                                   const struct sobre *s)
{
    struct miembro m = {(enum tipo)s->tipo, (enum formato)s->formato, p->x,
                        s->tamano, s->cuando};

    if (s->tipo > ESPECIAL || s->formato > ZIP || s->n > RUTA_MAX + 1 ||
        memchr(p->x, '\0', s->n) != NULL)
        return ROTO;
    enum quiere q = p->r->miembro(p->r->ctx, &m);
    p->quiere = q == QUIERE;
    return q == BASTA ? PARADO : SIGUE;
}

static enum llegada recibe_fallo(struct recepcion *p, const struct sobre *s)
{
    static const char *const claves[] = {"bomba",   "cifrado", "danado",
                                         "formato", "grande",  "ilegible",
                                         "muchos"};

    if (s->n > 300 || strlen(p->x) + 1 > s->n)
        return ROTO;
    for (size_t i = 0; i < sizeof claves / sizeof *claves; i++)
        if (strcmp(p->x, claves[i]) == 0) {
            char *texto = nombre_limpia(p->x + strlen(p->x) + 1);

            fallo_pon(p->f, claves[i], "%s", texto == NULL ? "" : texto);
            p->f->imposible = s->imposible != 0;
            free(texto);
            return PARADO;
        }
    return ROTO;
}

static enum llegada recibe(struct recepcion *p)
{
    struct sobre s;

    if (lee_hasta(p->fd, &s, sizeof s) != (long)sizeof s ||
        s.n > SOBRE_MAX || lee_hasta(p->fd, p->x, s.n) != (long)s.n)
        return ROTO;
    p->x[s.n] = '\0';
    switch (s.clase) {
    case MIEMBRO:
        return recibe_miembro(p, &s);
    case DATOS:
        return !p->quiere || p->r->datos(p->r->ctx, p->x, s.n) ? SIGUE
                                                               : PARADO;
    case FALLO:
        return recibe_fallo(p, &s);
    default:
        return s.clase == FIN ? ACABADO : ROTO;
    }
}

static void dice_como_murio(int estado, const struct topes *t,
                            struct fallo *f)
{
    int senal = WIFSIGNALED(estado) ? WTERMSIG(estado) : 0;

    if (senal == SIGXCPU)
        fallo_pon(f, "bomba", "tarda más de %d s en abrirse", t->cpu);
    else
        fallo_pon(f, "danado", "tumba a quien lo abre (%s %d)",
                  senal != 0 ? "señal" : "acaba con",
                  senal != 0 ? senal : WEXITSTATUS(estado));
    if (senal == SIGKILL) {
        fallo_pon(f, "ilegible", "han matado a quien lo abría");
        f->imposible = true;
    }
}

static bool atiende(int fd, pid_t hijo, const struct topes *t,
                    const struct receptor *r, struct fallo *f)
{
    struct recepcion *p = calloc(1, sizeof *p);
    enum llegada que = ROTO;
    int estado = 0;

    if (p == NULL)
        fallo_nuestro(f, "ilegible", "el archivo", ENOMEM);
    else {
        *p = (struct recepcion){.fd = fd, .r = r, .f = f};
        while ((que = recibe(p)) == SIGUE)
            ;
    }
    close(fd);
    if (que == PARADO || p == NULL)
        kill(hijo, SIGKILL);
    while (waitpid(hijo, &estado, 0) == -1 && errno == EINTR)
        ;
    if (que == ROTO && p != NULL)
        dice_como_murio(estado, t, f);
    free(p);
    return que == ACABADO;
}

bool archivo_cuenta_aparte(int fd, const struct topes *t,
                           bool (*interesa)(void *ctx, const char *ruta),
                           const struct receptor *r, struct fallo *f)
{
    struct emisor e = {-1, interesa, r->ctx};
    int tubo[2];

    *f = (struct fallo){0};
    if (pipe2(tubo, O_CLOEXEC) == -1) {
        fallo_nuestro(f, "ilegible", "el archivo", errno);
        return false;
    }
    pid_t padre = getpid(), hijo = fork();
    if (hijo == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != padre)
            _exit(1);
        lee_aparte(fd, tubo[1], t, &e);
    }
    int error = errno;
    close(tubo[1]);
    if (hijo == -1) {
        close(tubo[0]);
        fallo_nuestro(f, "ilegible", "el archivo", error);
        return false;
    }
    return atiende(tubo[0], hijo, t, r, f);
}
