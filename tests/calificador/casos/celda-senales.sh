. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    for (int k = 1; k < 64; k++)
        signal(k, SIG_IGN);
    for (volatile int i = 0;; i++)
        ;
}
E
