#define _GNU_SOURCE
#include "cuerpos.h"

#include "cita.h"
#include "eco.h"
#include "prueba.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { LARGA = 300000 }; /* una respuesta que no cabe en ningún búfer */

static void despide(struct caso *c, int fd)
{
    manda(fd, "FIN\n");
    espera(c, fd, "adiós\n", "FIN");
    espera_fin(c, fd, "después de FIN");
    close(fd);
}

/* ---- ninguna se pierde ---- */

static void de_una_vez(struct caso *c)
{
    char orden[32];
    int fd = cliente_nuevo(c);

    for (int i = 0; i < 600; i++) {
        snprintf(orden, sizeof orden, "ECO orden %d\n", i);
        manda(fd, orden);
    }
    for (int i = 0; i < 600; i++) {
        snprintf(orden, sizeof orden, "orden %d\n", i);
        espera(c, fd, orden, "600 órdenes de una vez");
    }
    despide(c, fd);
}

static void byte_a_byte(struct caso *c)
{
    int fd = cliente_nuevo(c);

    for (const char *x = "ECO poco a poco\n"; *x != '\0'; x++) {
        duerme(c, "una orden que llega byte a byte");
        manda_bytes(fd, x, 1);
    }
    espera(c, fd, "poco a poco\n", "una orden que llega byte a byte");
    close(fd);
}

/* Quien cierra su mitad ha dicho lo último, y espera que le contesten. */
static void media_conexion(struct caso *c)
{
    int fd = cliente_nuevo(c);
    char orden[32];

    snprintf(orden, sizeof orden, "PINTA %d\n", LARGA);
    manda(fd, orden);
    manda(fd, "ECO y esto\nECO sin fin de línea");
    shutdown(fd, SHUT_WR);
    duerme(c, "con una respuesta larga que nadie lee aún");
    espera_equis(c, fd, LARGA, "el cliente cierra su mitad y lee");
    espera(c, fd, "y esto\n", "el cliente cierra su mitad y lee");
    espera_fin(c, fd, "el cliente cierra su mitad y lee");
    close(fd);
}

static void con_averia(struct caso *c, enum averia a)
{
    int fd = cliente_nuevo(c);

    averia(a, 1);
    manda(fd, "ECO uno\nPINTA 20\nECO dos\n");
    espera(c, fd, "uno\n", "con lecturas y escrituras a medias");
    espera_equis(c, fd, 20, "con lecturas y escrituras a medias");
    espera(c, fd, "dos\n", "con lecturas y escrituras a medias");
    averia(a, 0);
    despide(c, fd);
}

void entero(servidor *s)
{
    struct caso c;

    arranca(&c, s, eco(NULL), 0, -1);
    de_una_vez(&c);
    byte_a_byte(&c);
    media_conexion(&c);
    con_averia(&c, AV_CORTA);
    con_averia(&c, AV_EINTR);
    para(&c);
}

/* ---- a la vez ---- */

enum { LENTOS = 8 };

void a_la_vez(servidor *s)
{
    struct caso c;
    int lento[LENTOS];
    char x[32];

    arranca(&c, s, eco(NULL), 0, -1);
    for (int i = 0; i < LENTOS; i++)
        lento[i] = cliente_nuevo(&c);
    for (int i = 0; i < LENTOS; i++) {
        snprintf(x, sizeof x, "ECO soy el %d", i);
        manda(lento[i], x);
    }
    duerme(&c, "con ocho clientes a media orden");
    int otro = cliente_nuevo(&c);
    manda(otro, "ECO yo no espero\n");
    espera(&c, otro, "yo no espero\n", "con otros ocho a media orden");
    for (int i = LENTOS - 1; i >= 0; i--) {
        snprintf(x, sizeof x, "soy el %d\n", i);
        manda(lento[i], "\n");
        espera(&c, lento[i], x, "el que iba lento");
        calla(&c, lento[0], "el que aún no ha acabado la orden");
        if (i == 0)
            break;
    }
    despide(&c, otro);
    for (int i = 0; i < LENTOS; i++)
        close(lento[i]);
    para(&c);
}

/* ---- quien no lee ---- */

enum { MUCHO = 16 << 20 };

/* Pide sin leer hasta que el servidor deja de leerle; devuelve cuántas
 * órdenes enteras han entrado. */
static long atiborra(struct caso *c, int fd)
{
    static const char orden[] = "PINTA 1000\n";
    const size_t n = sizeof orden - 1;
    size_t van = 0;

    for (int lleno = 0; lleno < 2;) {
        ssize_t r = send(fd, orden + van % n, n - van % n,
                         MSG_DONTWAIT | MSG_NOSIGNAL);

        if (r > 0) {
            van += (size_t)r;
            lleno = 0;
        } else {
            exige(errno == EAGAIN || errno == EINTR,
                  "el servidor corta a quien no lee");
            duerme(c, "con un cliente que no lee");
            lleno++;
        }
        exige(van < MUCHO,
              "a un cliente que no lee se le han leído %d MB "
              "de órdenes: ¿dónde están las respuestas?",
              MUCHO >> 20);
    }
    while (van % n != 0) /* la última, entera, cuando haya sitio */
        if (send(fd, orden + van % n, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1)
            van++;
        else
            return (long)(van / n);
    return (long)(van / n);
}

void sin_leer(servidor *s)
{
    struct caso c;

    arranca(&c, s, eco(NULL), 0, -1);
    int fd = cliente_nuevo(&c);
    long n = atiborra(&c, fd), antes = eco_ordenes();
    int otro = cliente_nuevo(&c);

    manda(otro, "ECO yo sí leo\n");
    espera(&c, otro, "yo sí leo\n", "con otro que no lee");
    exige_entero(eco_ordenes(), antes + 1,
                 "órdenes atendidas, mientras uno no lee");
    for (long i = 0; i < n; i++)
        espera_equis(&c, fd, 1000, "cuando por fin lee");
    calla(&c, fd, "cuando ya ha leído todo");
    despide(&c, otro);
    close(fd);
    para(&c);
}

/* ---- los que se van ---- */

static void se_va(struct caso *c, const char *manda_antes, bool lee)
{
    int fd = lee ? cliente_nuevo(c) : cliente();

    if (!lee)
        enchufa(c, fd);
    manda(fd, manda_antes);
    close(fd);
}

/* Se va cuando el servidor está escribiéndole. */
static void se_va_a_mitad(struct caso *c)
{
    int fd = cliente_nuevo(c);

    manda(fd, "PINTA 9000000\n");
    duerme(c, "con una respuesta larga que nadie lee");
    close(fd);
    duerme(c, "cuando el que no leía se va");
}

/* Se va cuando el servidor aún no ha empezado a contestarle, sin haber
 * dejado nada por leer: escribirle es EPIPE, y SIGPIPE. */
void se_va_antes(struct caso *c, struct cita *cita)
{
    int fd = cliente_nuevo(c);

    manda(fd, "CITA\n");
    close(fd);
    exige(cita_entra(cita), "una orden que mandó quien se ha ido no se ha "
                            "atendido");
}

void cortadas(servidor *s)
{
    struct caso c;
    struct cita *cita = cita_crea(2);

    arranca(&c, s, eco(cita), 0, -1);
    int testigo = cliente_nuevo(&c);
    se_va(&c, "", false);
    se_va(&c, "", true);
    se_va(&c, "ECO media orden", true);
    se_va(&c, "ECO uno\nECO dos\nECO tres\n", true);
    se_va(&c, "PINTA 50000\nECO dos\n", false);
    se_va_a_mitad(&c);
    se_va_antes(&c, cita);
    duerme(&c, "después de que siete clientes se vayan de golpe");
    exige_entero(eco_destruidas(), 7,
                 "conversaciones destruidas, de siete que se cortaron");
    manda(testigo, "ECO sigo aquí\n");
    espera(&c, testigo, "sigo aquí\n", "el que no se ha ido");
    despide(&c, testigo);
    para(&c);
}

/* ---- mil ---- */

void mil(servidor *s)
{
    struct caso c;

    arranca(&c, s, eco(NULL), 0, -1);
    despide(&c, cliente_nuevo(&c));
    duerme(&c, "sin clientes");
    int fds = descriptores_abiertos(), hilos = hilos_sin_unir();
    for (int i = 0; i < 1000; i++) {
        int fd = cliente_nuevo(&c);

        if (i % 2 == 0)
            despide(&c, fd);
        else
            close(fd);
    }
    duerme(&c, "sin clientes");
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, después de mil conexiones");
    exige(hilos_sin_unir() == hilos,
          "después de mil conexiones quedan hilos sin unir");
    exige_entero(eco_destruidas(), 1001,
                 "conversaciones destruidas, después de mil una");
    para(&c);
}

/* ---- lleno ---- */

void cupo(servidor *s)
{
    struct caso c;
    int fd[4];

    arranca(&c, s, eco(NULL), 2, -1);
    fd[0] = cliente_nuevo(&c);
    fd[1] = cliente_nuevo(&c);
    for (int i = 2; i < 4; i++) {
        fd[i] = cliente();
        enchufa(&c, fd[i]);
        manda(fd[i], "ECO por fin\n");
        calla(&c, fd[i], "con max = 2, el tercero");
    }
    manda(fd[0], "ECO sigo\n");
    espera(&c, fd[0], "sigo\n", "con max = 2, el primero");
    calla(&c, fd[2], "con max = 2, el tercero");
    despide(&c, fd[0]);
    espera(&c, fd[2], "hola\npor fin\n", "al irse el primero, el tercero");
    calla(&c, fd[3], "con max = 2, el cuarto");
    close(fd[1]);
    espera(&c, fd[3], "hola\npor fin\n", "al irse el segundo, el cuarto");
    close(fd[2]);
    close(fd[3]);
    para(&c);
}

void de_uno(servidor *s)
{
    struct caso c;

    arranca(&c, s, eco(NULL), 1, -1);
    int uno = cliente_nuevo(&c), otro = cliente();
    enchufa(&c, otro);
    calla(&c, otro, "con max = 1, el segundo");
    despide(&c, uno);
    espera(&c, otro, "hola\n", "al irse el primero, el segundo");
    close(otro);
    para(&c);
}

void sin_descriptores(servidor *s)
{
    struct caso c;

    arranca(&c, s, eco(NULL), 0, -1);
    int primero = cliente_nuevo(&c), b = cliente();
    duerme(&c, "con un cliente que no dice nada");
    averia(AV_ACEPTA, 1);
    enchufa(&c, b);
    manda(b, "ECO por fin\n");
    calla(&c, b, "si accept da EMFILE, el que llega");
    manda(primero, "ECO sigo\n");
    espera(&c, primero, "sigo\n", "si accept da EMFILE, el de antes");
    calla(&c, b, "si accept da EMFILE, el que llega");
    exige(llamadas(AV_ACEPTA) <= 20,
          "si accept da EMFILE se le vuelve a llamar sin que nada haya "
          "cambiado");
    averia(AV_ACEPTA, 0);
    despide(&c, primero);
    espera(&c, b, "hola\npor fin\n", "al quedar un descriptor libre");
    despide(&c, b);
    duerme(&c, "sin clientes");
    averia(AV_ACEPTA, 1);
    int d = cliente();
    enchufa(&c, d);
    duerme(&c, "si accept da EMFILE y no hay clientes");
    averia(AV_ACEPTA, 0);
    espera_con_plazo(d, "hola\n", "cuando accept ya no da EMFILE");
    close(d);
    para(&c);
}

/* Lo que no se pueda crear acaba con quien llegaba, y con nadie más. */
void sin_memoria(servidor *s)
{
    struct caso c;
    char x;

    arranca(&c, s, eco(NULL), 0, -1);
    int primero = cliente_nuevo(&c);
    eco_niega(1);
    int fd = cliente();
    enchufa(&c, fd);
    espera_fin(&c, fd, "si crea devuelve NULL");
    close(fd);
    for (int k = 1; k <= 6; k++) {
        duerme(&c, "sin nada que hacer");
        fd = cliente();
        averia(AV_MEMORIA, k);
        enchufa(&c, fd);
        duerme(&c, "si falta memoria para una conexión");
        averia(AV_MEMORIA, 0);
        if (recv(fd, &x, 1, MSG_DONTWAIT) == -1)
            exige(errno != EAGAIN, "si falta memoria para una conexión: ni "
                                   "se la saluda ni se la cierra");
        close(fd);
    }
    manda(primero, "ECO sigo\n");
    espera(&c, primero, "sigo\n", "el de antes, cuando faltó memoria");
    despide(&c, primero);
    para(&c);
}

/* ---- parar ---- */

void al_parar(servidor *s)
{
    struct caso c;
    char orden[32];

    arranca(&c, s, eco(NULL), 0, -1);
    int ocioso = cliente_nuevo(&c), b = cliente_nuevo(&c), d = cliente();
    snprintf(orden, sizeof orden, "PINTA %d\n", LARGA);
    manda(b, orden);
    manda(b, "ECO y esto\nECO media or");
    duerme(&c, "con una respuesta larga que nadie lee");
    pide(&c);
    espera_fin(&c, ocioso, "al parar, el que no había pedido nada");
    enchufa(&c, d);
    calla(&c, d, "cuando está parando, uno nuevo");
    espera_equis(&c, b, LARGA, "al parar, una respuesta a medias");
    espera(&c, b, "y esto\n", "al parar, la orden que ya había llegado");
    espera_fin(&c, b, "al parar, después de la última respuesta");
    acaba(&c);
    limpia(&c);
    close(ocioso);
    close(b);
    close(d);
}

void gracia(servidor *s)
{
    for (int ms = 0; ms <= 30; ms += 30) {
        struct caso c;
        char x[4096];
        long van = 0;
        ssize_t r;

        arranca(&c, s, eco(NULL), 0, ms);
        int fd = cliente_nuevo(&c), ocioso = cliente_nuevo(&c);
        manda(fd, "PINTA 9000000\n");
        duerme(&c, "con una respuesta larga que nadie lee");
        pide(&c);
        acaba(&c);
        while ((r = recv(fd, x, sizeof x, MSG_DONTWAIT)) > 0)
            van += r;
        exige(r == 0 || errno != EAGAIN,
              "al volver, una conexión sigue abierta");
        exige(van < 9000000, "ha llegado lo que nadie leía");
        close(fd);
        close(ocioso);
        limpia(&c);
    }
}

/* ---- no poder empezar ---- */

/* Sin un descriptor libre. */
void sin_empezar(servidor *s)
{
    struct rlimit antes, ninguno;
    struct servidor_opciones o = {.escucha = -1, .para = -1};
    int fds = descriptores_abiertos(), libre = dup(STDIN_FILENO);

    exige(libre != -1 && getrlimit(RLIMIT_NOFILE, &antes) == 0, "dup: %s",
          strerror(errno));
    close(libre);
    ninguno = antes;
    ninguno.rlim_cur = (rlim_t)libre;
    o.protocolo = eco(NULL);
    exige(setrlimit(RLIMIT_NOFILE, &ninguno) == 0, "setrlimit: %s",
          strerror(errno));
    int r = s(&o), fd = -1, puerto = 0;
    int re = servidor_escucha(&fd, NULL, &puerto, false);
    setrlimit(RLIMIT_NOFILE, &antes);
    exige_error(re, EMFILE, "servidor_escucha, sin descriptores");
    exige_error(r, EMFILE, "el servidor, sin descriptores para empezar");
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, si no ha podido empezar");
}

/* ---- quien se calla ---- */

/* El servidor no puede cortar a nadie hasta que pase CALLADO. MARGEN es lo
 * que los relojes del núcleo redondean. */
enum { CALLADO = 150, MARGEN = 20, PACIENCIA = 5000 };

static double ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ¿Le ha colgado ya el servidor, que no tenía nada que decirle? */
static bool colgado(int fd)
{
    char x;

    return recv(fd, &x, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
}

/* Una orden y su respuesta; en *antes, cuándo la manda. Si la cortan, tiene
 * que ser porque desde la anterior la prueba se ha dormido demasiado, y
 * entonces no se sabe nada: false. */
static bool habla(int fd, double *antes)
{
    char x[8];
    double anterior = *antes;

    *antes = ms();
    manda(fd, "ECO sigo\n");
    bool a_tiempo = ms() - anterior < CALLADO - MARGEN;
    for (size_t van = 0; van < strlen("sigo\n");) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        exige(poll(&p, 1, PACIENCIA) != 0,
              "con un plazo para los callados, a quien habla no se le "
              "contesta");
        ssize_t r = recv(fd, x, strlen("sigo\n") - van, MSG_DONTWAIT);
        if (r > 0)
            van += (size_t)r;
        else if (r == 0 || (errno != EAGAIN && errno != EINTR)) {
            exige(!a_tiempo, "a quien habla se le corta por callado");
            return false;
        }
    }
    return true;
}

/* Dos hablan y el tercero no, hasta que lo cortan. */
static bool uno_calla(struct caso *c)
{
    double antes[2], nace;
    int fd[3];
    bool bien = true;

    for (int i = 0; i < 2; i++) {
        antes[i] = ms();
        fd[i] = cliente_nuevo(c);
    }
    nace = ms();
    fd[2] = cliente_nuevo(c);
    for (int i = 0; bien && !colgado(fd[2]); i = !i) {
        bien = habla(fd[i], &antes[i]);
        exige(ms() - nace < PACIENCIA,
              "con un plazo de %d ms, a quien no dice nada no se le "
              "corta mientras otros hablan",
              CALLADO);
    }
    exige(!bien || ms() - nace > CALLADO - MARGEN,
          "con un plazo de %d ms, a quien no dice nada se le corta antes",
          CALLADO);
    for (int i = 0; i < 3; i++)
        close(fd[i]);
    return bien;
}

/* Al otro lado ya no hay nadie, haya o no algo por leer. */
static void cuelga(int fd, const char *que)
{
    struct pollfd p = {.fd = fd};

    exige(poll(&p, 1, PACIENCIA) == 1, "%s, no se le corta", que);
    close(fd);
}

static void calla_solo(struct caso *c, const char *dice, const char *que)
{
    int fd = cliente_nuevo(c);

    manda(fd, dice);
    cuelga(fd, que);
}

void callados(servidor *s)
{
    struct caso c;
    int veces = 0;

    arranca_con_plazo(&c, s, eco(NULL), -1, CALLADO);
    while (!uno_calla(&c) && ++veces < 20)
        ;
    calla_solo(&c, "", "a quien no dice nada");
    calla_solo(&c, "ECO media orden", "a quien se calla a media orden");
    calla_solo(&c, "PINTA 9000000\n", "a quien no recoge la respuesta");
    para(&c);
    for (int gracia = -1; gracia <= 60000; gracia += 60001) {
        arranca_con_plazo(&c, s, eco(NULL), gracia, CALLADO);
        int fd = cliente_nuevo(&c);
        manda(fd, "PINTA 9000000\n");
        duerme(&c, "con una respuesta larga que nadie lee");
        pide(&c);
        cuelga(fd, "al parar, a quien no recoge la respuesta");
        acaba(&c);
        limpia(&c);
    }
}

/* Una orden que tarda no se puede cortar: mientras, se duerme. */
void gracia_ocupada(servidor *s)
{
    struct caso c;
    struct cita *cita = cita_crea(2);

    arranca(&c, s, eco(cita), 0, 0);
    int fd = cliente_nuevo(&c);
    manda(fd, "CITA\n");
    duerme(&c, "con una orden que espera a otra");
    pide(&c);
    duerme(&c, "al parar, con una orden que no acaba");
    exige(cita_entra(cita), "al parar, una orden a medias no ha seguido");
    acaba(&c);
    close(fd);
    limpia(&c);
}

/* ---- por TCP ---- */

static int por_tcp(const char *direccion, int puerto)
{
    struct sockaddr_in d = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)puerto)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, direccion, &d.sin_addr);
    if (connect(fd, (struct sockaddr *)&d, sizeof d) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Se va con un RST, sin haber leído. */
static void corta_en_seco(int fd)
{
    struct linger l = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
    close(fd);
}

static void escucha_mal(int ocupado)
{
    int fd = -1, fds = descriptores_abiertos(), puerto = 0;

    exige_error(servidor_escucha(&fd, "no es una", &puerto, false), EINVAL,
                "servidor_escucha en una dirección que no lo es");
    exige_error(servidor_escucha(&fd, NULL, &ocupado, false), EADDRINUSE,
                "servidor_escucha en un puerto ocupado");
    exige_entero(descriptores_abiertos(), fds,
                 "descriptores abiertos, si no se ha podido escuchar");
    exige_entero(fd, -1, "el descriptor, si no se ha podido escuchar");
}

/* El zócalo del servidor que habla con fd también es de este proceso. */
static int otro_extremo(int fd)
{
    struct sockaddr_in mio = {0}, suyo = {0};
    socklen_t n = sizeof mio;

    exige(getsockname(fd, (struct sockaddr *)&mio, &n) == 0,
          "getsockname: %s", strerror(errno));
    for (int k = 0; k < 256; k++) {
        n = sizeof suyo;
        if (getpeername(k, (struct sockaddr *)&suyo, &n) == 0 &&
            suyo.sin_family == AF_INET && suyo.sin_port == mio.sin_port)
            return k;
    }
    return -1;
}

static void sin_demora(int fd)
{
    int si = 0, k = otro_extremo(fd);
    socklen_t n = sizeof si;

    exige(k != -1, "el servidor ha cerrado a quien acaba de saludar");
    exige(getsockopt(k, IPPROTO_TCP, TCP_NODELAY, &si, &n) == 0,
          "getsockopt: %s", strerror(errno));
    exige(si != 0, "a un cliente de TCP no se le ha puesto TCP_NODELAY");
}

void en_tcp(servidor *s)
{
    struct caso c;
    int puerto = 0, otro, escucha;

    exige_error(servidor_escucha(&escucha, NULL, &puerto, true), 0,
                "servidor_escucha");
    int repetido = puerto;
    exige_error(servidor_escucha(&otro, "127.0.0.1", &repetido, true), 0,
                "servidor_escucha en un puerto que se comparte");
    close(otro);
    escucha_mal(puerto);
    exige(por_tcp("127.0.0.2", puerto) == -1,
          "escucha fuera de 127.0.0.1 sin que se lo hayan dicho");
    arranca_en(&c, s, eco(NULL), escucha);
    corta_en_seco(por_tcp("127.0.0.1", puerto));
    int fd = por_tcp("127.0.0.1", puerto), mudo;
    exige(fd != -1, "no se puede conectar por TCP");
    espera_con_plazo(fd, "hola\n", "por TCP");
    sin_demora(fd);
    mudo = por_tcp("127.0.0.1", puerto);
    manda(mudo, "PINTA 9000000\n");
    manda(fd, "ECO uno\nECO dos\n");
    espera_con_plazo(fd, "uno\ndos\n", "por TCP, con otro que no lee");
    corta_en_seco(mudo);
    manda(fd, "ECO tres\nFIN\n");
    espera_con_plazo(fd, "tres\nadiós\n", "por TCP, con otro cortado");
    close(fd);
    para(&c);
}
