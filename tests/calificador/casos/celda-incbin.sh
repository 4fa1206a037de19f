. tests/calificador/casos/apoyo.sh
vector <<'E'
__asm__(".incbin \"/etc/passwd\"");
E
