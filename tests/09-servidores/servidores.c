/* Las pruebas de la práctica: los mismos cuerpos para los dos servidores. */
#define _GNU_SOURCE
#include "cita.h"
#include "cuerpos.h"
#include "eco.h"
#include "prueba.h"
#include "pruebas.h"

#include <errno.h>
#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- servidor_atiende ---- */

static void uno(int escucha, const struct protocolo *p)
{
    int fd = accept4(escucha, NULL, NULL, SOCK_CLOEXEC);

    if (fd == -1)
        return;
    servidor_atiende(fd, p);
    exige(shutdown(fd, SHUT_RDWR) == 0 || errno != EBADF,
          "servidor_atiende ha cerrado el descriptor, y no es suyo");
    close(fd);
}

/* Un servidor que atiende de uno en uno. */
static int de_uno_en_uno(const struct servidor_opciones *o)
{
    for (;;) {
        struct pollfd p[] = {{.fd = o->escucha, .events = POLLIN},
                             {.fd = o->para, .events = POLLIN}};

        if (poll(p, 2, -1) == -1)
            continue;
        if (p[0].revents != 0)
            uno(o->escucha, &o->protocolo);
        else if (p[1].revents != 0)
            return 0;
    }
}

void prueba_charla(void)
{
    entero(de_uno_en_uno);
}

static void se_va(struct caso *c, const char *orden)
{
    int fd = cliente_nuevo(c);

    manda(fd, orden);
    duerme(c, "con un cliente a punto de irse");
    close(fd);
    duerme(c, "cuando el cliente se ha ido");
}

void prueba_charla_cortada(void)
{
    struct caso c;
    struct cita *cita = cita_crea(2);

    arranca(&c, de_uno_en_uno, eco(cita), 0, -1);
    se_va(&c, "");
    se_va(&c, "ECO media orden");
    se_va(&c, "PINTA 9000000\n");
    se_va(&c, "PINTA 9000000\nECO dos\nFIN\n");
    se_va_antes(&c, cita);
    duerme(&c, "cuando el cliente se ha ido");
    exige_entero(eco_destruidas(), 5,
                 "conversaciones destruidas, de cinco que se cortaron");
    eco_niega(1);
    int fd = cliente();
    enchufa(&c, fd);
    espera_fin(&c, fd, "si crea devuelve NULL");
    close(fd);
    para(&c);
}

/* ---- servidor_hilos ---- */

static void en_hilos_distintos(void)
{
    struct caso c;
    int fd[4];
    struct cita *cita = cita_crea(4);

    arranca(&c, servidor_hilos, eco(cita), 0, -1);
    for (int i = 0; i < 4; i++) {
        fd[i] = cliente_nuevo(&c);
        manda(fd[i], "CITA\n");
    }
    for (int i = 0; i < 4; i++)
        espera_con_plazo(fd[i], "sí\n", "cuatro órdenes que se esperan");
    for (int i = 0; i < 4; i++)
        close(fd[i]);
    para(&c);
}

void prueba_hilos_a_la_vez(void)
{
    a_la_vez(servidor_hilos);
    sin_leer(servidor_hilos);
    en_hilos_distintos();
}

/* Si el plazo se le pide al núcleo, que sea ese. */
static void plazo_exacto(void)
{
    struct caso c;
    struct timeval t;
    socklen_t n = sizeof t;

    arranca_con_plazo(&c, servidor_hilos, eco(NULL), -1, 1000500);
    int fd = cliente_nuevo(&c);
    for (int k = 0; k < 256; k++)
        if (getsockopt(k, SOL_SOCKET, SO_RCVTIMEO, &t, &n) == 0 &&
            (t.tv_sec != 0 || t.tv_usec != 0))
            exige(t.tv_sec == 1000 && t.tv_usec == 500000,
                  "con callado = 1000500 ms, el plazo de recv es de %ld s "
                  "y %ld µs",
                  (long)t.tv_sec, (long)t.tv_usec);
    close(fd);
    para(&c);
}

void prueba_hilos_mil(void)
{
    cortadas(servidor_hilos);
    callados(servidor_hilos);
    plazo_exacto();
    en_tcp(servidor_hilos);
    mil(servidor_hilos);
}

static void sin_hilo(void)
{
    struct caso c;

    arranca(&c, servidor_hilos, eco(NULL), 0, -1);
    duerme(&c, "sin clientes");
    averia(AV_HILO, 1);
    int fd = cliente(), fds = descriptores_abiertos();
    enchufa(&c, fd);
    espera_fin(&c, fd, "si no se puede crear su hilo");
    duerme(&c, "si no se ha podido crear un hilo");
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, si no se ha podido crear un hilo");
    close(fd);
    fd = cliente_nuevo(&c);
    close(fd);
    para(&c);
}

void prueba_hilos_lleno(void)
{
    cupo(servidor_hilos);
    de_uno(servidor_hilos);
    sin_empezar(servidor_hilos);
    sin_descriptores(servidor_hilos);
    sin_memoria(servidor_hilos);
    sin_hilo();
}

void prueba_hilos_para(void)
{
    al_parar(servidor_hilos);
    gracia(servidor_hilos);
    gracia_ocupada(servidor_hilos);
}

/* ---- servidor_eventos ---- */

static void en_un_hilo(void)
{
    struct caso c;

    arranca(&c, servidor_eventos, eco(NULL), 0, -1);
    int fd = cliente_nuevo(&c), hilos = hilos_sin_unir();
    int otro = cliente_nuevo(&c);
    exige_entero(hilos_sin_unir(), hilos, "hilos, con un cliente más");
    close(fd);
    close(otro);
    para(&c);
}

/* Cada orden pide prestados sus búferes: es que los había devuelto. */
static void presta_y_devuelve(void)
{
    struct caso c;

    arranca(&c, servidor_eventos, eco(NULL), 0, -1);
    int fd = cliente_nuevo(&c);
    for (int i = 0; i < 3; i++) {
        duerme(&c, "sin nada que hacer");
        averia(AV_MEMORIA, 0);
        manda(fd, "ECO sigo\n");
        espera_con_plazo(fd, "sigo\n", "una orden");
        exige(llamadas(AV_MEMORIA) > 0,
              "una conexión que no tiene nada a medias no ha devuelto sus "
              "búferes");
    }
    close(fd);
    para(&c);
}

void prueba_eventos_a_la_vez(void)
{
    entero(servidor_eventos);
    a_la_vez(servidor_eventos);
    en_un_hilo();
    presta_y_devuelve();
}

void prueba_eventos_sin_leer(void)
{
    sin_leer(servidor_eventos);
    cortadas(servidor_eventos);
    callados(servidor_eventos);
    en_tcp(servidor_eventos);
}

/* epoll no sabe vigilar un descriptor que no existe. */
static void con_lo_que_no_es(void)
{
    int fds = descriptores_abiertos(), t[2];

    exige(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, t) == 0,
          "socketpair: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        struct servidor_opciones o = {.escucha = i == 0 ? -1 : t[0],
                                      .para = i == 0 ? t[0] : -1,
                                      .protocolo = eco(NULL)};

        exige_error(servidor_eventos(&o), EBADF,
                    "servidor_eventos, con un descriptor que no lo es");
    }
    close(t[0]);
    close(t[1]);
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, si no ha podido empezar");
}

void prueba_eventos_lleno(void)
{
    cupo(servidor_eventos);
    de_uno(servidor_eventos);
    sin_empezar(servidor_eventos);
    con_lo_que_no_es();
    sin_descriptores(servidor_eventos);
    sin_memoria(servidor_eventos);
    mil(servidor_eventos);
}

void prueba_eventos_para(void)
{
    al_parar(servidor_eventos);
    gracia(servidor_eventos);
    gracia_ocupada(servidor_eventos);
}
