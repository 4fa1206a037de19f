#define _GNU_SOURCE
#include "filtro.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ----------------------------------------------------------- seccomp -- */

#if defined(__x86_64__)
#define ARQUITECTURA AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARQUITECTURA AUDIT_ARCH_AARCH64
#else
#define ARQUITECTURA 0
#endif

/* ptrace, la primera: es la que a veces se permite. */
static const int prohibidas[] = {
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_pidfd_getfd,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsmount,
    SYS_fsconfig,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_unshare,
    SYS_setns,
    SYS_reboot,
    SYS_kexec_load,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_swapon,
    SYS_swapoff,
    SYS_acct,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_adjtimex,
    SYS_clock_adjtime,
    SYS_syslog,
    SYS_quotactl,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    SYS_process_madvise,
    SYS_fanotify_init,
    SYS_mbind,
    SYS_migrate_pages,
    SYS_move_pages,
};

enum { CUANTAS = sizeof prohibidas / sizeof *prohibidas };

#define CARGA(campo)                                                       \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, campo))
#define SI_ES(k, si, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, si, no)
#define SI_TIENE(k, si, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, k, si, no)
#define RESPONDE(que) BPF_STMT(BPF_RET | BPF_K, que)
#define CON(error) (SECCOMP_RET_ERRNO | (error))

/* Un proceso en un espacio de nombres nuevo volvería a tener privilegios.
 * clone3 lleva las opciones en memoria, donde no se pueden mirar: se dice que
 * no existe, y glibc usa clone. */
enum {
    ESPACIOS = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
               CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET,
};

int filtro_llamadas(bool rastrea)
{
    struct sock_filter p[CUANTAS * 2 + 16] = {
        CARGA(arch),
        SI_ES(ARQUITECTURA, 1, 0),
        RESPONDE(SECCOMP_RET_KILL_PROCESS),
        CARGA(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), /* x32 */
        RESPONDE(CON(ENOSYS)),
        SI_ES(SYS_clone3, 0, 1),
        RESPONDE(CON(ENOSYS)),
    };
    unsigned short n = 8;

    for (int i = rastrea ? 1 : 0; i < CUANTAS; i++) {
        p[n++] = (struct sock_filter)SI_ES((unsigned)prohibidas[i], 0, 1);
        p[n++] = (struct sock_filter)RESPONDE(CON(EPERM));
    }
    p[n++] = (struct sock_filter)SI_ES(SYS_clone, 0, 3);
    p[n++] = (struct sock_filter)CARGA(args[0]);
    p[n++] = (struct sock_filter)SI_TIENE(ESPACIOS, 0, 1);
    p[n++] = (struct sock_filter)RESPONDE(CON(EPERM));
    p[n++] = (struct sock_filter)RESPONDE(SECCOMP_RET_ALLOW);
    if (ARQUITECTURA == 0) {
        errno = ENOSYS;
        return -1;
    }
    struct sock_fprog todo = {n, p};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &todo, 0, 0);
}

/* ---------------------------------------------------------- Landlock -- */

/* Las cabeceras pueden ser más viejas que el núcleo. */
struct reglas {
    uint64_t ficheros, red, alcance;
};

enum {
    LEER = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
           LANDLOCK_ACCESS_FS_READ_DIR,
    ABI1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
    MOVER = 1 << 13,   /* LANDLOCK_ACCESS_FS_REFER, desde la 2 */
    TRUNCAR = 1 << 14, /* LANDLOCK_ACCESS_FS_TRUNCATE, desde la 3 */
    DE_FICHERO = LANDLOCK_ACCESS_FS_EXECUTE |
                 LANDLOCK_ACCESS_FS_WRITE_FILE |
                 LANDLOCK_ACCESS_FS_READ_FILE | TRUNCAR,
    ALCANCES = 3, /* zócalos abstractos y señales, desde la 6 */
};

int filtro_landlock(void)
{
    long v = syscall(SYS_landlock_create_ruleset, NULL, 0,
                     LANDLOCK_CREATE_RULESET_VERSION);

    return v < 0 ? 0 : (int)v;
}

static uint64_t todo_lo_de(int version)
{
    return ABI1 | (version >= 2 ? (uint64_t)MOVER : 0) |
           (version >= 3 ? (uint64_t)TRUNCAR : 0);
}

static int permite(int reglas, const char *ruta, uint64_t que)
{
    struct landlock_path_beneath_attr a = {
        .parent_fd = open(ruta, O_PATH | O_CLOEXEC),
    };
    struct stat s;

    if (a.parent_fd == -1)
        return errno == ENOENT || errno == EACCES ? 0 : -1;
    if (fstat(a.parent_fd, &s) == 0 && !S_ISDIR(s.st_mode))
        que &= DE_FICHERO;
    a.allowed_access = que;
    int r = (int)syscall(SYS_landlock_add_rule, reglas,
                         LANDLOCK_RULE_PATH_BENEATH, &a, 0);
    close(a.parent_fd);
    return r;
}

int filtro_ficheros(char *const *lee, size_t n, char *const *escribe,
                    size_t m)
{
    int version = filtro_landlock(), r = 0;
    struct reglas que = {todo_lo_de(version), 0,
                         version >= 6 ? (uint64_t)ALCANCES : 0};

    if (version == 0) {
        errno = EOPNOTSUPP;
        return -1;
    }
    int reglas =
        (int)syscall(SYS_landlock_create_ruleset, &que,
                     version >= 6 ? sizeof que : sizeof que.ficheros, 0);
    if (reglas == -1)
        return -1;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = permite(reglas, lee[i], LEER);
    for (size_t i = 0; r == 0 && i < m; i++)
        r = permite(reglas, escribe[i], que.ficheros);
    if (r == 0)
        r = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (r == 0)
        r = (int)syscall(SYS_landlock_restrict_self, reglas, 0);
    close(reglas);
    return r;
}
