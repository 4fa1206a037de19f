. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            for (;;)
                pause();
        _exit(0);
    }
}
E
