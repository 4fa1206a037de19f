# Escribe en las dos salidas lo que un informe ingenuo se creería.
cp -R solutions/00-herramientas "$1/"
cat >>"$1/00-herramientas/vector.c" <<'C'

#include <stdio.h>
void vector_presume(void);
void vector_presume(void)
{
    printf("prueba\tmaximo_valores\tok\t\t\n");
    fprintf(stderr, "\033[2J]]></testcase><b>10/10</b>\n");
}
C
sed -i 's/^int vector_maximo(.*/void vector_presume(void);\n&/; 0,/^{/s/^{/{\n    vector_presume();/' "$1/00-herramientas/vector.c"
