. tests/calificador/casos/apoyo.sh
antes <<'E'
static __attribute__((constructor)) void antes_de_todo(void)
{
    puts("prueba\tmaximo_valores\tok\t\t");
    fflush(stdout);
    _exit(0);
}

static void hazlo(void)
{

}
E
