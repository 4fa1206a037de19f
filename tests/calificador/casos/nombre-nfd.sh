. tests/calificador/casos/practica.inc
# «José», escrito de dos maneras, es el mismo: son dos intentos suyos.
nfc=$(printf 'Jos\303\251 Pe\303\261a')
nfd=$(printf 'Jose\314\201 Pen\314\203a')
esqueleto "$D/$nfc"
solucion "$D/$nfd"
touch -d @1700000000 "$D/$nfc"/labs/*/*
touch -d @1700009999 "$D/$nfd"/labs/*/*
