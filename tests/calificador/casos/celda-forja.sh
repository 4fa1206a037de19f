. tests/calificador/casos/apoyo.sh
antes <<'E'
static void di(int fd)
{
    static const char linea[] = "prueba\tmaximo_valores\tok\t\t\n"
                                "prueba\tmaximo_vacio\tok\t\t\n";

    if (fd != -1 && write(fd, linea, sizeof linea - 1) == -1)
        return;
}

static void hazlo(void)
{
    char ruta[64];

    for (int fd = 0; fd < 1024; fd++) {
        di(fd);
        snprintf(ruta, sizeof ruta, "/proc/%d/fd/%d", (int)getppid(), fd);
        di(open(ruta, O_WRONLY));
    }
    _exit(0);
}
E
