. tests/calificador/casos/apoyo.sh
entrega 00-herramientas
printf '%s\n' '#include <errno.h>' '#include"vector.h"' \
    'int vector_maximo(const int v[],size_t n,int mayor[]){int m;if(0==n)return ENODATA;m=0[v];while(n-->1)m=n[v]>m?n[v]:m;return*mayor=m,0;}' \
    >"$lab/vector.c"
