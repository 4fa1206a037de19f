# El saldo se lee sin cerrojo: solo lo ve ThreadSanitizer.
mkdir "$1/03-hilos"
for f in build/03-hilos/errores/leer-sin/*; do
    sed '/^#line /d' "$f" >"$1/03-hilos/${f##*/}"
done
