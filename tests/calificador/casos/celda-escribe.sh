. tests/calificador/casos/apoyo.sh
impide <<'E'
static int se_puede(void)
{
    static const char *const rutas[] = {"/x", "/usr/x", "/trabajo/x",
                                        "/dev/x", "/proc/x", "/bin/x",
                                        "/trabajo/corredor", "/dentro"};

    for (size_t i = 0; i < sizeof rutas / sizeof *rutas; i++) {
        int fd = open(rutas[i], O_WRONLY | O_CREAT, 0600);

        if (fd != -1)
            return close(fd), 1;
    }
    return 0;
}
E
