. tests/calificador/casos/practica.inc
solucion "$D/-rf --todo"
