. tests/calificador/casos/apoyo.sh
antes <<'E'
static void hazlo(void)
{
    if (system("rm -rf /tmp/* /tmp/.[!.]* /dev/shm/*") == -1)
        return;
}
E
