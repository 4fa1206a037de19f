#!/bin/sh
# semillas.sh CARPETA: por dónde empieza fuzz. El primer byte dice qué es.
set -eu
mkdir -p "$1"
d=$(mktemp -d)
trap 'rm -rf "$d"' EXIT
mkdir -p "$d/x/labs/01-uno" "$d/x/02-dos"
echo 'int a;' >"$d/x/labs/01-uno/a.c"
echo 'int b;' >"$d/x/02-dos/a.c"
ln -s /etc/passwd "$d/x/02-dos/a.h"
mkfifo "$d/x/labs/01-uno/a.h"
deja() {
    { printf "\\$1" && cat; } >"$2"
}
for f in ustar pax gnu; do
    tar -C "$d/x" --format=$f -cf - . | deja 2 "$1/tar-$f"
done
for f in z J j; do
    tar -C "$d/x" -c${f}f - . | deja 1 "$1/tar-$f"
done
rm "$d/x/labs/01-uno/a.h"
(cd "$d/x" && zip -qr - .) | deja 1 "$1/zip"
(cd "$d/x" && zip -qr0 - .) | deja 1 "$1/zip0"
(cd "$d/x" && zip -qrP x - .) | deja 1 "$1/zipP"
i=0
while IFS= read -r s; do
    i=$((i + 1))
    printf '%s' "$s" | deja 0 "$1/nombre-$i"
done <<'FIN'
Gil Ruiz, Ana_123_assignsubmission_file_entrega (2).tar.gz
ana (12).zip
labs/01-uno/../../x
C:\x\..\y
José Peña ﬁ ß
FIN
printf '\001\001labs/01-uno/a.c\000int a;\000\001\00202-dos/a.h\000x' | deja 3 "$1/miembros"
printf '\002\001labs\000\003\001../x\000' | deja 3 "$1/miembros-malos"
