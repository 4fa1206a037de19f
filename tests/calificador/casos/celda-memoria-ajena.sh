. tests/calificador/casos/apoyo.sh
impide <<'E'
static int se_puede(void)
{
    char ruta[64];

    snprintf(ruta, sizeof ruta, "/proc/%d/mem", (int)getppid());
    int fd = open(ruta, O_RDWR);
    if (fd != -1)
        close(fd);
    return fd != -1;
}
E
