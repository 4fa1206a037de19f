mkdir -p "$1/--salida=x"
cp -R solutions/00-herramientas "$1/--salida=x/"
