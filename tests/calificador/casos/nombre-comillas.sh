. tests/calificador/casos/practica.inc
solucion "$D/O'Neil, \"Bea\" \$(reboot);"
