#line 27 "lessons/50-dorado/1-programas.md"
enum { CUANTOS = 4 };
