. tests/calificador/casos/apoyo.sh
vector <<'E'
#error "<script>alert(1)</script> ]]> </pre><img src=x onerror=alert(2)>"
E
printf '#error "\033[2J\033]0;yo\007 \342\200\256"\n' >>"$lab/vector.c"
