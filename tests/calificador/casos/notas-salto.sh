a=$(printf 'una\nLínea, "y" otra')
mkdir -p "$1/$a"
cp -R solutions/00-herramientas "$1/$a/"
