. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    pthread_exit(NULL);
}
E
