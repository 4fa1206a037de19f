. tests/calificador/casos/practica.inc
solucion "$D/Ana
Salto"
