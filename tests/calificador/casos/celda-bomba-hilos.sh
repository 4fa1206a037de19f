. tests/calificador/casos/apoyo.sh
antes <<'E'
static void *espera(void *p)
{
    pause();
    return p;
}

static void hazlo(void)
{
    pthread_t h;

    for (int i = 0; i < 100000; i++)
        pthread_create(&h, NULL, espera, NULL);
}
E
