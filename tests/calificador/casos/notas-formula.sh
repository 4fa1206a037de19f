mkdir -p "$1/=1+1,\"x\"/labs"
cp -R solutions/00-herramientas "$1/=1+1,\"x\"/labs/"
