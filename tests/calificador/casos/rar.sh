. tests/calificador/casos/practica.inc
printf 'Rar!\032\007\001\000' >"$D/$CASO.rar"
