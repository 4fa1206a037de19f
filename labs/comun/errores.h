/* errores.h: qué hace un programa del curso cuando una llamada falla:
 * dice dónde, qué y por qué, y acaba con EXIT_FAILURE.
 *
 * Las bibliotecas no usan esto: devuelven el error. Solo un main decide
 * morir.
 *
 * Errores: cada macro cubre una familia de llamadas.
 *   PT(e)   las que devuelven 0 o el número del error (pthread_*)
 *   SYS(e)  las que devuelven -1 y dejan el error en errno (fork, read);
 *           vale lo que devolvió la llamada
 *   MEM(e)  las que devuelven NULL o MAP_FAILED y dejan el error en errno
 *           (malloc, mmap); vale el puntero
 * Concurrencia: desde cualquier hilo. Un hijo de fork que deba acabar sin
 * vaciar los búferes heredados usa _exit. */
#ifndef COMUN_ERRORES_H
#define COMUN_ERRORES_H

#define PT(e) errores_pt((e), #e, __FILE__, __LINE__)
/* clang-format off */
#define SYS(e)                                                            \
    _Generic((e), long: errores_sys_largo, default: errores_sys)(         \
        (e), #e, __FILE__, __LINE__)
/* clang-format on */
#define MEM(e) errores_mem((e), #e, __FILE__, __LINE__)

void errores_pt(int r, const char *expr, const char *fichero, int linea);
int errores_sys(int r, const char *expr, const char *fichero, int linea);
long errores_sys_largo(long r, const char *expr, const char *fichero,
                       int linea);
void *errores_mem(void *p, const char *expr, const char *fichero,
                  int linea);

#endif
