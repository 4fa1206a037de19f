/* Un cuerpo por cada manera de acabar mal (y de acabar bien): lo que la
 * celda debe decir de cada uno está en esperado.tsv. */
#define _GNU_SOURCE
#include "cita.h"
#include "prueba.h"
#include "pruebas.h"
#include "recursos.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static _Atomic int cero;

static pthread_t hilo(void *(*f)(void *))
{
    pthread_t h;

    exige(pthread_create(&h, NULL, f, NULL) == 0, "pthread_create");
    return h;
}

static void une(pthread_t h)
{
    pthread_join(h, NULL);
}

static void *nada(void *arg)
{
    return arg;
}

static void *duerme_siempre(void *arg)
{
    for (;;)
        pause();
    return arg;
}

/* ------------------------------------------------------ los mensajes -- */

void prueba_vuelve(void)
{
    exige(cero == 0, "no debería fallar");
}

void prueba_falla(void)
{
    exige(cero == 1, "la cuenta es %d,\ty\nno 1", cero);
}

void prueba_entero(void)
{
    exige_entero(2 + 3, 5, "dos y tres");
    exige_entero((size_t)7, 5, "suma(%d, %d)", 2, 3);
}

void prueba_error(void)
{
    exige_error(0, 0, "bien");
    exige_error(0, EAGAIN, "cola_intenta, con la cola llena");
}

void prueba_texto(void)
{
    exige_texto(NULL, NULL, "nada");
    exige_texto("adiós", "hola", "saluda()");
}

void prueba_real(void)
{
    exige_real(0.1 + 0.2, 0.3, 1e-9, "la suma");
    exige_real(0.5, 0.25, 1e-9, "la mitad de la mitad");
}

static void *falla_aqui(void *arg)
{
    falla("lo digo desde un hilo");
    return arg;
}

void prueba_falla_en_hilo(void)
{
    une(hilo(falla_aqui));
}

void prueba_falla_en_hijo(void)
{
    if (fork() == 0)
        falla("lo digo desde un hijo");
    duerme_siempre(NULL);
}

static void *falla_a_la_vez(void *c)
{
    cita_entra(c);
    falla("uno de los dos");
    return NULL;
}

void prueba_falla_dos_hilos(void)
{
    struct cita *c = cita_crea(2);
    pthread_t a, b;

    pthread_create(&a, NULL, falla_a_la_vez, c);
    pthread_create(&b, NULL, falla_a_la_vez, c);
    une(a);
    une(b);
}

/* --------------------------------------------- acabar con el proceso -- */

void prueba_exit_0(void)
{
    exit(cero);
}

void prueba__exit_0(void)
{
    _exit(cero);
}

static void *sale(void *arg)
{
    exit(3);
    return arg;
}

void prueba_exit_en_hilo(void)
{
    une(hilo(sale));
}

void prueba_exec(void)
{
    execl("/bin/true", "true", (char *)NULL);
}

void prueba_pthread_exit(void)
{
    pthread_exit(NULL);
}

/* ----------------------------------------------------------- señales -- */

void prueba_segfault(void)
{
    raise(SIGSEGV);
}

void prueba_abort(void)
{
    abort();
}

void prueba_divide(void)
{
    raise(SIGFPE);
}

static int cae(int n)
{
    volatile char hueco[4096];

    hueco[n % 4096] = 1;
    return cero == 1 ? 0 : cae(n + 1) + hueco[n % 4096];
}

void prueba_pila(void)
{
    exige(cae(0) == 1, "imposible");
}

void prueba_mata_grupo(void)
{
    kill(0, SIGTERM);
}

void prueba_se_mata(void)
{
    raise(SIGKILL);
}

void prueba_mata_a_todos(void)
{
    averia(AV_FORK, 1);
    kill(fork(), SIGKILL);
}

void prueba_mata_ajeno(void)
{
    kill(getppid(), SIGKILL);
}

void prueba_forks_sin_fin(void)
{
    pid_t p;

    while ((p = fork()) > 0)
        waitpid(p, NULL, 0);
    if (p == 0)
        _exit(0);
    exige(errno == EAGAIN, "fork no se ha cansado");
}

/* ------------------------------------------------------------ plazos -- */

void prueba_bucle(void)
{
    while (cero == 0)
        ;
}

void prueba_bucle_sordo(void)
{
    for (int s = 1; s < 32; s++)
        signal(s, SIG_IGN);
    while (cero == 0)
        ;
}

void prueba_se_para(void)
{
    raise(SIGSTOP);
}

void prueba_lee_tuberia(void)
{
    int fd[2];
    char c;

    exige(pipe(fd) == 0, "pipe");
    exige(read(fd[0], &c, 1) == 1, "read");
}

void prueba_espera_hijo(void)
{
    pid_t p = fork();

    if (p == 0)
        duerme_siempre(NULL);
    waitpid(p, NULL, 0);
}

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void *toma_b_y_a(void *c)
{
    pthread_mutex_lock(&b);
    cita_entra(c);
    pthread_mutex_lock(&a);
    return NULL;
}

void prueba_interbloqueo(void)
{
    struct cita *c = cita_crea(2);
    pthread_t h;

    pthread_create(&h, NULL, toma_b_y_a, c);
    pthread_mutex_lock(&a);
    cita_entra(c);
    pthread_mutex_lock(&b);
    une(h);
}

/* ------------------------------------------------------------- hijos -- */

static void bifurca_y_vuelve(void)
{
    pid_t p = fork();

    if (p > 0)
        waitpid(p, NULL, 0);
}

void prueba_hijo_vuelve(void)
{
    bifurca_y_vuelve();
}

void prueba_hijo_vuelve_y_falla(void)
{
    pid_t yo = getpid();

    bifurca_y_vuelve();
    exige(getpid() == yo, "la suma está mal");
}

void prueba_hijo_exit(void)
{
    pid_t p = fork();

    if (p == 0)
        exit(0);
    waitpid(p, NULL, 0);
}

void prueba_zombi(void)
{
    pid_t p = fork();

    if (p == 0)
        _exit(0);
    waitid(P_PID, (id_t)p, &(siginfo_t){0}, WEXITED | WNOWAIT);
}

void prueba_zombis(void)
{
    for (int i = 0; i < 3; i++)
        if (fork() == 0)
            _exit(0);
}

void prueba_hijo_vivo(void)
{
    if (fork() == 0)
        duerme_siempre(NULL);
}

static void bifurca_nieto(void)
{
    pid_t p = fork();

    if (p == 0) {
        if (fork() == 0)
            duerme_siempre(NULL);
        _exit(0);
    }
    waitpid(p, NULL, 0);
}

void prueba_huerfano(void)
{
    bifurca_nieto();
}

void prueba_demonio(void)
{
    pid_t p = fork();

    if (p == 0) {
        setsid();
        if (fork() == 0) {
            setsid();
            duerme_siempre(NULL);
        }
        _exit(0);
    }
    waitpid(p, NULL, 0);
}

/* ------------------------------------------------------------- hilos -- */

void prueba_hilo_sin_unir(void)
{
    hilo(duerme_siempre);
}

void prueba_hilo_acabado_sin_unir(void)
{
    hilo(nada);
    hilo(nada);
}

void prueba_hilo_desligado(void)
{
    pthread_detach(hilo(duerme_siempre));
}

/* ------------------------------------------------------ descriptores -- */

void prueba_tuberia(void)
{
    int fd[2];

    exige(pipe(fd) == 0, "pipe");
    close(fd[0]);
}

void prueba_fichero(void)
{
    exige(open("/dev/null", O_RDONLY) != -1, "open");
    exige(open("/dev/null", O_RDONLY) != -1, "open");
}

void prueba_mutex_vivo(void)
{
    static pthread_mutex_t m[2];

    for (int i = 0; i < 2; i++)
        exige(pthread_mutex_init(&m[i], NULL) == 0, "pthread_mutex_init");
    pthread_mutex_destroy(&m[1]);
}

void prueba_condiciones_vivas(void)
{
    static pthread_cond_t c[2];

    averia(AV_COND, 2);
    exige(pthread_cond_init(&c[0], NULL) == 0, "pthread_cond_init");
    exige(pthread_cond_init(&c[1], NULL) == ENOMEM, "pthread_cond_init");
    exige(pthread_cond_init(&c[1], NULL) == 0, "pthread_cond_init");
}

void prueba_todo_limpio(void)
{
    pid_t p = fork();
    pthread_mutex_t m;
    int fd[2];

    if (p == 0)
        _exit(0);
    waitpid(p, NULL, 0);
    une(hilo(nada));
    pthread_detach(hilo(nada));
    pthread_mutex_init(&m, NULL);
    pthread_mutex_destroy(&m);
    exige(pipe(fd) == 0, "pipe");
    close(fd[0]);
    close(fd[1]);
    free(malloc(10));
}

/* ------------------------------------------------------------- citas -- */

void prueba_cita_en_serie(void)
{
    struct cita *c = cita_crea(2);

    for (int i = 0; i < 5; i++)
        cita_entra(c);
    exige(cita_cumplida(c), "nunca hubo 2 dentro, como mucho %d",
          cita_maximo(c));
}

static struct cita *la_cita;
static struct quienes *todos;
static struct puerta *la_puerta;

static void *acude(void *arg)
{
    quienes_apunta(todos);
    quienes_apunta(todos);
    cita_entra(la_cita);
    return arg;
}

void prueba_cita_hilos(void)
{
    pthread_t h[4];

    la_cita = cita_crea(4);
    todos = quienes_crea();
    for (int i = 0; i < 4; i++)
        h[i] = hilo(acude);
    for (int i = 0; i < 4; i++)
        une(h[i]);
    exige(cita_cumplida(la_cita), "los 4 hilos no se han visto");
    exige_entero(cita_maximo(la_cita), 4, "cita_maximo");
    exige_entero(quienes_cuantos(todos), 4, "quienes_cuantos");
}

void prueba_cita_procesos(void)
{
    la_cita = cita_crea(4);
    todos = quienes_crea();
    for (int i = 0; i < 4; i++)
        if (fork() == 0) {
            acude(NULL);
            _exit(0);
        }
    while (wait(NULL) != -1)
        ;
    exige(cita_cumplida(la_cita), "los 4 procesos no se han visto");
    exige_entero(quienes_cuantos(todos), 4, "quienes_cuantos");
}

static void *abre(void *arg)
{
    puerta_abre(la_puerta);
    return arg;
}

void prueba_puerta_hilos(void)
{
    la_puerta = puerta_crea();
    pthread_t h = hilo(abre);
    exige(puerta_espera(la_puerta), "nadie ha abierto la puerta");
    une(h);
}

void prueba_puerta_en_serie(void)
{
    la_puerta = puerta_crea();
    exige(puerta_espera(la_puerta), "nadie ha abierto la puerta");
}

/* ------------------------------------------------- observa y averías -- */

static void *toma_a(void *arg)
{
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    return arg;
}

void prueba_observa_duerme(void)
{
    pthread_mutex_lock(&a);
    struct hilo *h = lanza(toma_a, NULL);
    exige_entero(observa(h), DUERME, "con el mutex tomado, %s",
                 que_hace(h));
    pthread_mutex_unlock(&a);
    exige(recoge(h, "toma_a") == NULL, "recoge");
}

void prueba_observa_vuelve(void)
{
    struct hilo *h = lanza(nada, &a);

    exige_entero(observa(h), HA_VUELTO, "nada, %s", que_hace(h));
    exige(recoge(h, "nada") == &a, "recoge");
}

static void *da_vueltas(void *arg)
{
    while (cero == 0)
        ;
    return arg;
}

void prueba_observa_vueltas(void)
{
    struct hilo *h = lanza(da_vueltas, NULL);

    exige(observa(h) == DUERME, "la llamada %s", que_hace(h));
}

static void *echa_siestas(void *arg)
{
    while (cero == 0)
        usleep(20000);
    return arg;
}

void prueba_observa_sleep(void)
{
    struct hilo *h = lanza(echa_siestas, NULL);

    exige(observa(h) == DUERME, "la llamada %s", que_hace(h));
}

void prueba_recoge_dormido(void)
{
    pthread_mutex_lock(&a);
    recoge(lanza(toma_a, NULL), "toma_a, con el mutex tomado");
}

void prueba_averia_hilo(void)
{
    pthread_t h;

    averia(AV_HILO, 2);
    exige_error(pthread_create(&h, NULL, nada, NULL), 0, "el primero");
    une(h);
    exige_error(pthread_create(&h, NULL, nada, NULL), EAGAIN, "el segundo");
    exige_error(pthread_create(&h, NULL, nada, NULL), 0, "el tercero");
    une(h);
    exige_entero(llamadas(AV_HILO), 3, "llamadas");
}

void prueba_averia_memoria(void)
{
    averia(AV_MEMORIA, 1);
    void *volatile p = malloc(10);
    exige(p == NULL && errno == ENOMEM, "malloc no ha fallado");
    p = malloc(10);
    exige(p != NULL, "malloc ha fallado dos veces");
    free(p);
}

void prueba_averia_fork(void)
{
    averia(AV_FORK, 1);
    pid_t p = fork();
    if (p == 0)
        _exit(0);
    exige(p == -1 && errno == EAGAIN, "fork no ha fallado");
}

static pthread_cond_t aviso = PTHREAD_COND_INITIALIZER;

static void *espera_aviso(void *vueltas)
{
    pthread_mutex_lock(&a);
    while (cero == 0) {
        pthread_cond_wait(&aviso, &a);
        ++*(int *)vueltas;
    }
    pthread_mutex_unlock(&a);
    return NULL;
}

void prueba_averia_espurio(void)
{
    int vueltas = 0;

    averia(AV_ESPURIO, 1);
    struct hilo *h = lanza(espera_aviso, &vueltas);
    exige(observa(h) == DUERME, "quien espera %s", que_hace(h));
    pthread_mutex_lock(&a);
    exige_entero(vueltas, 1, "despertares, sin avisar a nadie");
    cero = 1;
    pthread_cond_signal(&aviso);
    pthread_mutex_unlock(&a);
    recoge(h, "espera_aviso, avisado");
    exige_entero(vueltas, 2, "despertares");
}

static void *espera_con_plazo(void *vueltas)
{
    struct timespec limite;

    clock_gettime(CLOCK_REALTIME, &limite);
    limite.tv_sec += 3600;
    pthread_mutex_lock(&a);
    while (cero == 0) {
        int r = pthread_cond_timedwait(&aviso, &a, &limite);

        exige_error(r, 0, "pthread_cond_timedwait");
        ++*(int *)vueltas;
    }
    pthread_mutex_unlock(&a);
    return NULL;
}

void prueba_averia_espurio_plazo(void)
{
    int vueltas = 0;

    averia(AV_ESPURIO, 2);
    struct hilo *h = lanza(espera_con_plazo, &vueltas);
    observa(h);
    exige_entero(vueltas, 0, "despertares, antes de avisar");
    pthread_mutex_lock(&a);
    pthread_cond_signal(&aviso);
    pthread_mutex_unlock(&a);
    exige(observa(h) == DUERME, "quien espera %s", que_hace(h));
    exige_entero(vueltas, 2, "despertares, con un solo aviso");
    pthread_mutex_lock(&a);
    cero = 1;
    pthread_cond_signal(&aviso);
    pthread_mutex_unlock(&a);
    recoge(h, "espera_con_plazo, avisado");
}

static void abre_par(int fd[2], int tipo)
{
    exige(socketpair(AF_UNIX, tipo, 0, fd) == 0, "socketpair");
}

static void cierra_par(int fd[2])
{
    close(fd[0]);
    close(fd[1]);
}

void prueba_averia_par(void)
{
    int fd[2] = {-1, -1};

    averia(AV_TUBERIA, 2);
    abre_par(fd, SOCK_STREAM);
    cierra_par(fd);
    exige(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == -1 && errno == EMFILE,
          "socketpair no ha fallado");
    abre_par(fd, SOCK_STREAM);
    cierra_par(fd);
    exige_entero(llamadas(AV_TUBERIA), 3, "llamadas");
}

/* Uno que llama a quien escucha en d. */
static int llama(const struct sockaddr_un *d, socklen_t largo)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    exige(fd != -1 && connect(fd, (const struct sockaddr *)d, largo) == 0,
          "no se puede llamar");
    return fd;
}

/* De la segunda en adelante fallan todas, y quien llamaba sigue ahí. */
void prueba_averia_acepta(void)
{
    struct sockaddr_un d = {.sun_family = AF_UNIX};
    socklen_t largo = sizeof d;
    int escucha = socket(AF_UNIX, SOCK_STREAM, 0), fd[5];

    exige(escucha != -1 &&
              bind(escucha, (struct sockaddr *)&d, sizeof d.sun_family) ==
                  0 &&
              listen(escucha, 2) == 0 &&
              getsockname(escucha, (struct sockaddr *)&d, &largo) == 0,
          "no se puede escuchar");
    fd[0] = escucha;
    fd[1] = llama(&d, largo);
    fd[2] = llama(&d, largo);
    averia(AV_ACEPTA, 2);
    fd[3] = accept(escucha, NULL, NULL);
    exige(fd[3] != -1, "la primera no debía fallar");
    for (int i = 0; i < 2; i++) {
        exige(accept(escucha, NULL, NULL) == -1 && errno == EMFILE,
              "accept no ha fallado");
        exige(accept4(escucha, NULL, NULL, SOCK_CLOEXEC) == -1 &&
                  errno == EMFILE,
              "accept4 no ha fallado");
    }
    exige_entero(llamadas(AV_ACEPTA), 5, "llamadas");
    averia(AV_ACEPTA, 0);
    fd[4] = accept4(escucha, NULL, NULL, SOCK_CLOEXEC);
    exige(fd[4] != -1, "sin avería, accept4 ha fallado");
    for (int i = 0; i < 5; i++)
        close(fd[i]);
}

void prueba_averia_corta(void)
{
    int fd[2];
    char l[8] = "";

    abre_par(fd, SOCK_STREAM);
    averia(AV_CORTA, 2);
    exige_entero(write(fd[1], "hola", 4), 4, "la primera, entera");
    exige_entero(write(fd[1], "hola", 4), 1, "write");
    exige_entero(send(fd[1], "ola", 3, 0), 1, "send");
    exige_entero(send(fd[1], "", 0, 0), 0, "send de nada");
    exige_entero(read(fd[0], l, 8), 1, "read");
    exige_entero(recv(fd[0], l + 1, 7, 0), 1, "recv");
    exige_entero(llamadas(AV_CORTA), 6, "llamadas");
    averia(AV_CORTA, 0);
    exige_entero(read(fd[0], l + 2, 5), 4, "read, ya sin avería");
    exige_texto(l, "holaho", "lo leído");
    cierra_par(fd);
}

void prueba_averia_eintr(void)
{
    int fd[2];
    char l[8] = "";

    exige(pipe(fd) == 0, "pipe");
    averia(AV_EINTR, 1);
    for (int i = 0; i < 3; i++) {
        exige(write(fd[1], "hola", 4) == -1 && errno == EINTR,
              "write no ha fallado");
        exige_entero(write(fd[1], "hola", 4), 4, "write, repetida");
        exige(read(fd[0], l, 8) == -1 && errno == EINTR,
              "read no ha fallado");
        exige_entero(read(fd[0], l, 8), 4, "read, repetida");
    }
    averia(AV_EINTR, 0);
    exige_entero(write(fd[1], "hola", 4), 4, "write, ya sin avería");
    cierra_par(fd);
}

static void *falla_a_su_compas(void *fd)
{
    for (int i = 0; i < 100; i++) {
        exige(write(*(int *)fd, "x", 1) == -1 && errno == EINTR,
              "write no ha fallado, vuelta %d", i);
        exige_entero(write(*(int *)fd, "x", 1), 1, "write, vuelta %d", i);
    }
    return NULL;
}

void prueba_averia_eintr_hilos(void)
{
    int fd[2];

    exige(pipe(fd) == 0, "pipe");
    averia(AV_EINTR, 1);
    struct hilo *h = lanza(falla_a_su_compas, &fd[1]);
    falla_a_su_compas(&fd[1]);
    recoge(h, "falla_a_su_compas");
    cierra_par(fd);
}

/* Ni un fichero, ni un datagrama, ni un eventfd: ahí nadie espera que se
 * quede corta. */
void prueba_averia_solo_flujos(void)
{
    int fd[2], e = eventfd(1, 0), f = open("/proc/self/stat", O_RDONLY);
    uint64_t uno = 0;
    char l[8];

    abre_par(fd, SOCK_DGRAM);
    averia(AV_CORTA, 1);
    averia(AV_EINTR, 1);
    exige_entero(read(e, &uno, sizeof uno), 8, "read de un eventfd");
    exige_entero(read(f, l, 8), 8, "read de un fichero");
    exige_entero(send(fd[1], "hola", 4, 0), 4, "send de un datagrama");
    exige_entero(recv(fd[0], l, 8, 0), 4, "recv de un datagrama");
    exige_entero(llamadas(AV_CORTA) + llamadas(AV_EINTR), 0, "llamadas");
    close(e);
    close(f);
    cierra_par(fd);
}

/* Quien mide el plazo con el reloj de la pared, y otro lo retrasa, ni
 * siquiera se duerme: la hora que espera ya ha pasado. */
void prueba_averia_hora(void)
{
    struct timespec antes, despues;

    clock_gettime(CLOCK_REALTIME, &antes);
    averia(AV_HORA, 2);
    clock_gettime(CLOCK_REALTIME, &despues);
    exige(despues.tv_sec - antes.tv_sec < 600, "la primera lectura");
    timespec_get(&despues, TIME_UTC);
    exige(antes.tv_sec - despues.tv_sec > 3000, "la segunda no retrocede");
    averia(AV_HORA, 0);
    clock_gettime(CLOCK_REALTIME, &despues);
    exige(despues.tv_sec - antes.tv_sec < 600, "ya sin avería");
}

static int interrumpido;

static void reserva_y_suelta(void)
{
    void *volatile p = malloc(1);

    free(p);
}

static void interrumpe(void)
{
    interrumpido++;
}

void prueba_en_la_llamada(void)
{
    en_la_llamada(AV_MEMORIA, 2, interrumpe);
    for (int i = 1; i <= 3; i++) {
        reserva_y_suelta();
        exige_entero(interrumpido, i >= 2, "en la segunda, tras %d", i);
    }
    en_la_llamada(AV_MEMORIA, 0, NULL);
    reserva_y_suelta();
    exige_entero(interrumpido, 1, "quitado el encargo");
}

void prueba_pico(void)
{
    size_t n = 32 << 20;

    pico_reinicia();
    size_t antes = pico_memoria();
    volatile char *p = malloc(n);
    for (size_t i = 0; i < n; i += 4096)
        p[i] = 1;
    free((void *)p);
    size_t despues = pico_memoria();
    exige(despues - antes > n / 2 && despues - antes < 2 * n,
          "el pico no ha subido lo esperado");
}

void prueba_azar(void)
{
    bool distintos = false;

    for (int i = 0; i < 100; i++) {
        exige(azar(10) < 10, "azar fuera de [0, 10)");
        unsigned long otro = azar(1000);
        distintos = distintos || otro != azar(1000);
    }
    exige(distintos, "azar repite siempre lo mismo");
}
