. tests/calificador/casos/practica.inc
solucion "$T"
empaqueta zip "$D/Sanz Ñoño_4712_assignsubmission_file_mi entrega.zip" "$T"
