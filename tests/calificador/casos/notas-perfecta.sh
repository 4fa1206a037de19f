cp -R solutions/00-herramientas "$1/"
