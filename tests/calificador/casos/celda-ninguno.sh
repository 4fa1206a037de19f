. tests/calificador/casos/apoyo.sh
entrega 00-herramientas
for f in vector cadena; do
    echo 'esto no es C' >"$lab/$f.c"
done
