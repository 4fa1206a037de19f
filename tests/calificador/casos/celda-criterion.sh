. tests/calificador/casos/apoyo.sh
antes <<'E'
void criterion_send_assert(void *x)
{
    (void)x;
}

static void hazlo(void)
{

}
E
