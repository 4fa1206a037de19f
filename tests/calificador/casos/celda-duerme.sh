. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    for (;;)
        sleep(1000);
}
E
