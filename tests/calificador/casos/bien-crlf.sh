. tests/calificador/casos/apoyo.sh
entrega 00-herramientas
for f in vector cadena; do
    sed 's/$/\r/' "solutions/00-herramientas/$f.c" >"$lab/$f.c"
done
