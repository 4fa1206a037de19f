. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    for (int i = 0; i < 20; i++)
        if (fork() == 0) {
            char *p = malloc((size_t)200 << 20);

            if (p != NULL)
                for (size_t k = 0; k < (size_t)200 << 20; k += 4096)
                    ((volatile char *)p)[k] = 1;
            pause();
            _exit(0);
        }
    for (;;)
        pause();
}
E
