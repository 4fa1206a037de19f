. tests/calificador/casos/apoyo.sh
antes <<'E'
static void nada(void)
{
}

static void (*elige(void))(void)
{
    return nada;
}

void elegida(void) __attribute__((ifunc("elige")));

static void hazlo(void)
{
    elegida();
}
E
