. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    printf("maximo\n");
    fprintf(stderr, "prueba\tmaximo_valores\tfallo\tno\t\n");
    puts("prueba\tmaximo_valores\tfallo\tno\t");
}
E
