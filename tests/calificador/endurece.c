#define _GNU_SOURCE
#include "endurece.h"

#include "tira.h"

#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --------------------------------------------------------- las listas -- */

/* Acabado en *, lo que empiece así. De lo que llama. */
static const char *const prohibidos[] = {
    "dlsym",
    "dlvsym",
    "dlopen",
    "dlmopen",
    "dlinfo",
    "dl_iterate_phdr",
    "ptrace",
    "syscall",
    "prctl",
    "arch_prctl",
    "process_vm_*",
    "process_m*",
    "personality",
    "unshare",
    "setns",
    "clone",
    "__clone*",
    "clone3",
    "mount",
    "umount*",
    "pivot_root",
    "mprotect",
    "pkey_mprotect",
    "remap_file_pages",
    "sigqueue",
    "pthread_sigqueue",
    "tgkill",
    "pidfd_getfd",
    "pidfd_send_signal",
    "rt_*sigqueueinfo",
    "__libc_start*",
    "__libc_single*",
    "_dl_*",
    "_rtld*",
    "__libc_dl*",
    "__register_atfork",
    "__asan_*",
    "__lsan_*",
    "__tsan_*",
    "__ubsan_*",
    "__sanitizer_*",
    "__real_*",
    "__wrap_*",
    "gets",
    "_r_debug",
    "criterion_*",
    "_Unwind_*",
    "cr_*",
    "program_invocation*",
};

/* De lo que define: quien enlaza o la biblioteca lo tomarían por lo suyo. */
static const char *const ajenos[] = {
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "free",
    "aligned_alloc",
    "posix_memalign",
    "memalign",
    "valloc",
    "pvalloc",
    "malloc_usable_size",
    "read",
    "write",
    "pread*",
    "pwrite*",
    "readv",
    "writev",
    "open",
    "open64",
    "openat*",
    "close",
    "close_range",
    "fcntl*",
    "dup",
    "dup2",
    "dup3",
    "pipe",
    "pipe2",
    "fork",
    "vfork",
    "_exit",
    "_Exit",
    "exit",
    "quick_exit",
    "abort",
    "atexit",
    "on_exit",
    "wait",
    "wait3",
    "wait4",
    "waitpid",
    "waitid",
    "kill",
    "killpg",
    "raise",
    "exec*",
    "posix_spawn*",
    "pthread_*",
    "sem_*",
    "clock_gettime",
    "gettimeofday",
    "time",
    "nanosleep",
    "clock_nanosleep",
    "getpid",
    "getppid",
    "gettid",
    "getenv",
    "secure_getenv",
    "setenv",
    "mmap",
    "mmap64",
    "munmap",
    "mprotect",
    "memcpy",
    "memmove",
    "memset",
    "memcmp",
    "strlen",
    "strcmp",
    "strncmp",
    "strcpy",
    "snprintf",
    "vsnprintf",
    "printf",
    "fprintf",
    "vfprintf",
    "puts",
    "fputs",
    "fflush",
    "fwrite",
    "fread",
    "fopen",
    "fclose",
    "getrandom",
    "sigaction",
    "signal",
    "sigprocmask",
    "setsid",
    "getsid",
    "prctl",
    "syscall",
    "poll",
    "ppoll",
    "select",
    "recv",
    "send",
    "accept",
    "accept4",
    "socketpair",
    "memfd_create",
    "pidfd_open",
    "timespec_get",
    "_start",
    "_init",
    "_fini",
    "__*",
    "dlsym",
    "dlopen",
    "environ",
    "stdout",
    "stderr",
    "stdin",
    "errno",
    "_dl*",
};

/* Las secciones que gcc hace de un programa corriente; con punto al final,
 * también lo que siga. */
static const char *const secciones[] = {
    ".text",
    ".data",
    ".bss",
    ".rodata",
    ".tdata",
    ".tbss",
    ".eh_frame",
    ".note.GNU-stack",
    ".note.gnu.property",
    ".comment",
    ".gcc_except_table",
};

static bool encaja(const char *patron, const char *s)
{
    size_t n = strlen(patron);

    return patron[n - 1] == '*' ? strncmp(patron, s, n - 1) == 0
                                : strcmp(patron, s) == 0;
}

static bool en(const char *const *lista, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (encaja(lista[i], s))
            return true;
    return false;
}

#define EN(lista, s) en((lista), sizeof(lista) / sizeof *(lista), (s))

static int compara(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool nombres_estan(const struct nombres_de *l, const char *s)
{
    return l->n > 0 && bsearch(&s, l->v, l->n, sizeof *l->v, compara);
}

/* ------------------------------------------------------------ el objeto */

struct objeto {
    const unsigned char *b;
    size_t n;
    const Elf64_Ehdr *cabeza;
    const Elf64_Shdr *seccion;
    const char *fichero;
    const struct nombres_de *internos, *suyos;
    const char **clave;
    char **motivo;
};

static bool rechaza(const struct objeto *o, const char *clave, char *motivo)
{
    *o->clave = clave;
    *o->motivo = motivo;
    return false;
}

static bool ilegible(const struct objeto *o)
{
    return rechaza(o, "seccion",
                   formato("%s: no es un fichero objeto como los que hace "
                           "el compilador",
                           o->fichero));
}

/* n bytes desde ahí están dentro. */
static bool cabe(const struct objeto *o, uint64_t desde, uint64_t n)
{
    return desde <= o->n && n <= o->n - desde;
}

/* La cadena que empieza en el byte i de esa sección, si acaba en ella. */
static const char *cadena(const struct objeto *o, size_t seccion,
                          uint64_t i)
{
    const Elf64_Shdr *s = &o->seccion[seccion];

    if (seccion >= o->cabeza->e_shnum || s->sh_type != SHT_STRTAB ||
        !cabe(o, s->sh_offset, s->sh_size) || i >= s->sh_size)
        return NULL;
    const char *t = (const char *)o->b + s->sh_offset + i;
    return memchr(t, '\0', s->sh_size - i) == NULL ? NULL : t;
}

static bool empieza_por(const char *s, const char *que)
{
    return strncmp(s, que, strlen(que)) == 0;
}

/* Como se llama una de las corrientes, o eso, un punto y más. */
static bool corriente(const char *nombre)
{
    for (size_t i = 0; i < sizeof secciones / sizeof *secciones; i++) {
        size_t n = strlen(secciones[i]);

        if (strncmp(nombre, secciones[i], n) == 0 &&
            (nombre[n] == '\0' || nombre[n] == '.'))
            return true;
    }
    return false;
}

static bool antes_o_despues(const char *nombre, uint32_t tipo)
{
    return tipo == SHT_INIT_ARRAY || tipo == SHT_FINI_ARRAY ||
           tipo == SHT_PREINIT_ARRAY || empieza_por(nombre, ".init") ||
           empieza_por(nombre, ".fini") ||
           empieza_por(nombre, ".preinit") ||
           empieza_por(nombre, ".ctors") || empieza_por(nombre, ".dtors");
}

static bool mira_seccion(const struct objeto *o, const Elf64_Shdr *s)
{
    const char *nombre = cadena(o, o->cabeza->e_shstrndx, s->sh_name);
    const uint64_t las_dos = SHF_WRITE | SHF_EXECINSTR;

    if (nombre == NULL ||
        (s->sh_type != SHT_NOBITS && !cabe(o, s->sh_offset, s->sh_size)))
        return ilegible(o);
    if (antes_o_despues(nombre, s->sh_type))
        return rechaza(
            o, "constructor",
            formato(
                "%s: tiene código que se ejecuta antes de main o "
                "después de ella (un constructor o un destructor, en la "
                "sección %s); no se admite, porque actuaría antes que "
                "las pruebas",
                o->fichero, nombre));
    if ((s->sh_flags & SHF_ALLOC) == 0 && !empieza_por(nombre, ".gnu.lto"))
        return true;
    if (!corriente(nombre) || (s->sh_flags & las_dos) == las_dos ||
        ((s->sh_flags & SHF_EXECINSTR) != 0 &&
         !empieza_por(nombre, ".text")))
        return rechaza(
            o, "seccion",
            formato("%s: pone algo en la sección «%s», que no es "
                    "de las que hace el compilador por su cuenta",
                    o->fichero, nombre));
    return true;
}

/* ------------------------------------------------------------ símbolos -- */

static bool mira_pedido(const struct objeto *o, const char *nombre)
{
    if (nombres_estan(o->suyos, nombre))
        return true;
    if (strchr(nombre, '@') != NULL || EN(prohibidos, nombre))
        return rechaza(o, "prohibida",
                       formato("%s: usa %s, que en una práctica no se "
                               "admite: serviría para salirse de donde se "
                               "prueba",
                               o->fichero, nombre));
    if (nombres_estan(o->internos, nombre))
        return rechaza(o, "interno",
                       formato("%s: usa %s, que es de las pruebas; si es "
                               "tuya, falta definirla",
                               o->fichero, nombre));
    return true;
}

static bool mira_dado(const struct objeto *o, const char *nombre)
{
    if (strcmp(nombre, "main") == 0)
        return rechaza(o, "main",
                       formato("%s: define main, y el de las pruebas es "
                               "otro: quítalo o llévalo a otro fichero",
                               o->fichero));
    if (strchr(nombre, '@') != NULL || EN(ajenos, nombre) ||
        empieza_por(nombre, "criterion_"))
        return rechaza(
            o, "interposicion",
            formato("%s: define %s, que es de la biblioteca o de "
                    "las pruebas: cámbiale el nombre, o hazla "
                    "static",
                    o->fichero, nombre));
    return true;
}

static bool mira_simbolo(const struct objeto *o, const Elf64_Sym *s,
                         const char *nombre)
{
    bool local = ELF64_ST_BIND(s->st_info) == STB_LOCAL;

    if (ELF64_ST_TYPE(s->st_info) == STT_GNU_IFUNC)
        return rechaza(o, "ifunc",
                       formato("%s: %s se elige al cargar el programa "
                               "(ifunc), antes que las pruebas; no se "
                               "admite",
                               o->fichero, nombre));
    if (*nombre == '\0' || (local && s->st_shndx != SHN_UNDEF))
        return true;
    return s->st_shndx == SHN_UNDEF ? mira_pedido(o, nombre)
                                    : mira_dado(o, nombre);
}

static bool mira_simbolos(const struct objeto *o, const Elf64_Shdr *t)
{
    size_t n = t->sh_size / sizeof(Elf64_Sym);

    if (!cabe(o, t->sh_offset, t->sh_size) ||
        t->sh_offset % _Alignof(Elf64_Sym) != 0)
        return ilegible(o);
    const Elf64_Sym *s = (const void *)(o->b + t->sh_offset);
    for (size_t i = 1; i < n; i++) {
        const char *nombre = cadena(o, t->sh_link, s[i].st_name);

        if (nombre == NULL)
            return ilegible(o);
        if (!mira_simbolo(o, &s[i], nombre))
            return false;
    }
    return true;
}

/* ------------------------------------------------------- instrucciones -- */

#if defined(__aarch64__)
/* svc: cuatro bytes, alineados, y siempre son eso. */
static bool parece_llamada(const unsigned char *b, size_t n)
{
    for (size_t i = 0; i + 4 <= n; i += 4)
        if ((b[i] & 0x1f) == 1 && b[i + 3] == 0xd4 && b[i + 2] >> 5 == 0)
            return true;
    return false;
}
#else
/* syscall, sysenter, int 0x80: esos dos bytes pueden ser también parte de
 * otra cosa. */
static bool parece_llamada(const unsigned char *b, size_t n)
{
    for (size_t i = 0; i + 2 <= n; i++)
        if ((b[i] == 0x0f && (b[i + 1] == 0x05 || b[i + 1] == 0x34)) ||
            (b[i] == 0xcd && b[i + 1] == 0x80))
            return true;
    return false;
}
#endif

bool endurece_desensamblado(const char *texto)
{
    static const char *const llamadas[] = {"syscall", "sysenter", "svc\t",
                                           "int    $0x80"};

    for (const char *p = texto; (p = strchr(p, '\t')) != NULL; p++)
        for (size_t i = 0; i < sizeof llamadas / sizeof *llamadas; i++)
            if (empieza_por(p + 1, llamadas[i]))
                return true;
    return false;
}

/* ------------------------------------------------------------- entero -- */

/* La cabecera y la tabla de secciones están enteras. */
static bool es_objeto(struct objeto *o)
{
    const Elf64_Ehdr *c = (const void *)o->b;

    o->cabeza = c;
    if (o->n < sizeof *c || memcmp(c->e_ident, ELFMAG, SELFMAG) != 0 ||
        c->e_ident[EI_CLASS] != ELFCLASS64 || c->e_type != ET_REL ||
        c->e_shentsize != sizeof *o->seccion || c->e_shnum == 0 ||
        c->e_shoff % _Alignof(Elf64_Shdr) != 0 ||
        !cabe(o, c->e_shoff, (uint64_t)c->e_shnum * sizeof *o->seccion))
        return false;
    o->seccion = (const void *)(o->b + c->e_shoff);
    return true;
}

static bool mira(const struct objeto *o, bool *duda)
{
    for (size_t i = 1; i < o->cabeza->e_shnum; i++) {
        const Elf64_Shdr *s = &o->seccion[i];

        if (!mira_seccion(o, s))
            return false;
        if (s->sh_type == SHT_SYMTAB && !mira_simbolos(o, s))
            return false;
        if ((s->sh_flags & SHF_EXECINSTR) != 0 &&
            s->sh_type == SHT_PROGBITS)
            *duda =
                *duda || parece_llamada(o->b + s->sh_offset, s->sh_size);
    }
    return true;
}

static bool abre(const char *ruta, struct objeto *o)
{
    int fd = open(ruta, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat s;
    void *p = MAP_FAILED;

    if (fd != -1 && fstat(fd, &s) == 0 && s.st_size > 0) {
        o->n = (size_t)s.st_size;
        p = mmap(NULL, o->n, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd != -1)
        close(fd);
    o->b = p;
    if (p == MAP_FAILED)
        return false;
    if (es_objeto(o))
        return true;
    munmap(p, o->n);
    return false;
}

static void cierra(struct objeto *o)
{
    munmap((void *)(uintptr_t)o->b, o->n);
}

bool endurece(const char *ruta, const char *fichero,
              const struct nombres_de *internos,
              const struct nombres_de *suyos, const char **clave,
              char **motivo, bool *duda)
{
    struct objeto o = {.fichero = fichero,
                       .internos = internos,
                       .suyos = suyos,
                       .clave = clave,
                       .motivo = motivo};

    *duda = false;
    if (!abre(ruta, &o))
        return ilegible(&o);
    bool bien = mira(&o, duda);
    cierra(&o);
    return bien;
}

bool endurece_entero(const char *ruta)
{
    struct objeto o = {0};
    bool si = abre(ruta, &o);

    for (size_t i = 1; si && i < o.cabeza->e_shnum; i++) {
        const Elf64_Shdr *s = &o.seccion[i];

        si = s->sh_type == SHT_NOBITS || cabe(&o, s->sh_offset, s->sh_size);
    }
    if (o.b != NULL && o.b != MAP_FAILED && o.seccion != NULL)
        cierra(&o);
    return si;
}

/* ---------------------------------------------------- lo que define uno */

static void anade(struct nombres_de *l, const char *s)
{
    l->v = cierto(realloc(l->v, (l->n + 1) * sizeof *l->v));
    l->v[l->n++] = copia(s);
}

static void define(const struct objeto *o, const Elf64_Shdr *t,
                   struct nombres_de *l)
{
    if (!cabe(o, t->sh_offset, t->sh_size) ||
        t->sh_offset % _Alignof(Elf64_Sym) != 0)
        return;
    const Elf64_Sym *s = (const void *)(o->b + t->sh_offset);
    for (size_t i = 1; i < t->sh_size / sizeof *s; i++) {
        const char *nombre = cadena(o, t->sh_link, s[i].st_name);

        if (nombre != NULL && *nombre != '\0' &&
            s[i].st_shndx != SHN_UNDEF &&
            ELF64_ST_BIND(s[i].st_info) != STB_LOCAL)
            anade(l, nombre);
    }
}

void endurece_define(const char *ruta, struct nombres_de *l)
{
    struct objeto o = {0};

    if (!abre(ruta, &o))
        return;
    for (size_t i = 1; i < o.cabeza->e_shnum; i++)
        if (o.seccion[i].sh_type == SHT_SYMTAB)
            define(&o, &o.seccion[i], l);
    cierra(&o);
    if (l->n > 0)
        qsort(l->v, l->n, sizeof *l->v, compara);
}

void nombres_libera(struct nombres_de *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    free(l->v);
    *l = (struct nombres_de){0};
}
