. tests/calificador/casos/apoyo.sh
impide <<'E'
static int se_puede(void)
{
    return setuid(0) == 0 || chroot("/tmp") == 0 || nice(-5) != -1;
}
E
