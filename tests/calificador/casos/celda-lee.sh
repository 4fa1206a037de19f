. tests/calificador/casos/apoyo.sh
sed "s|AQUI|$PWD|" <<'E' | impide
static int se_puede(void)
{
    static const char *const rutas[] = {
        "AQUI/solutions/00-herramientas/vector.c",
        "AQUI/tests/00-herramientas/vector.c", "AQUI/lessons",
        "/etc/passwd", "/etc/hostname", "/root", "/home", "/var/log",
        "/taller/normal/pruebas.o", "/sys/class/net"};

    for (size_t i = 0; i < sizeof rutas / sizeof *rutas; i++)
        if (access(rutas[i], R_OK) == 0)
            return 1;
    return 0;
}
E
