cp -R build/00-herramientas/lab/esqueleto "$1/00-herramientas"
