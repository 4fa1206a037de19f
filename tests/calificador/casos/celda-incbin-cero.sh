. tests/calificador/casos/apoyo.sh
vector <<'E'
__asm__(".incbin \"/dev/zero\"");
E
