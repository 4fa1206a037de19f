mkdir -p "$1/<script>alert(1)<%2fscript>"
cp -R solutions/00-herramientas "$1/<script>alert(1)<%2fscript>/"
