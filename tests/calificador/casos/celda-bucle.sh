. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    for (volatile int i = 0;; i++)
        ;
}
E
