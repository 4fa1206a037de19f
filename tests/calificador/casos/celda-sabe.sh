. tests/calificador/casos/apoyo.sh
antes <<'E'
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#error "me miran"
#endif

static void hazlo(void)
{

}
E
