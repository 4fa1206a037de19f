. tests/calificador/casos/practica.inc
echo '<!DOCTYPE html><title>Inicia sesión</title>' >"$D/$CASO.zip"
