. tests/calificador/casos/apoyo.sh
antes <<'E'
void pagina_veredicto(int, const char *, const char *, const char *);

static void hazlo(void)
{
    pagina_veredicto(1, "maximo_valores", NULL, NULL);
}
E
