"""Los trozos de CPython, resumidos en una cifra por número de trabajadores.

Uso: /usr/bin/python3 tests/04-pool/trozos.py >tests/04-pool/trozos.h

No repite la regla: se la pide a multiprocessing. A un Pool sin procesos se
le encarga el map de range(n), y se recorren los trozos que él mismo deja
preparados en su cola de tareas. Tarda unos minutos, y solo hay que
repetirlo si cambia la regla de CPython.

Para w trabajadores, con n de 0 a N:
    chunks(w) mezcla, para cada n, la longitud de cada trozo, en orden, y
              después un 0;
    primero   mezcla la longitud del primer trozo de cada n (0 si no hay).
Mezclar x en h es h = (h * 1000003 + x) % 2147483647, con h = 1 al empezar.
"""

import platform
from multiprocessing.pool import RUN, Pool, mapstar

N, W = 10000, 64
MEZCLA, MODULO = 1000003, 2147483647


class Cola:
    """Guarda lo que Pool manda a la cola de tareas."""

    def put(self, cosa):
        self.tareas, _ = cosa


class Trozos(Pool):
    """Un Pool que no crea procesos y guarda el trabajo tal como lo parte."""

    def __init__(self, w):
        self._pool = [None] * w
        self._state = RUN
        self._cache = {}
        self._taskqueue = Cola()

    def __del__(self):
        pass

    def longitudes(self, n):
        self._map_async(abs, range(n), mapstar)
        self._cache.clear()
        for _, _, _, ((_, elementos),), _ in self._taskqueue.tareas:
            yield len(elementos)


def resume(w):
    chunks = primeros = 1
    pool = Trozos(w)
    for n in range(N + 1):
        primero = 0
        for x in pool.longitudes(n):
            primero = primero or x
            chunks = (chunks * MEZCLA + x) % MODULO
        chunks = chunks * MEZCLA % MODULO
        primeros = (primeros * MEZCLA + primero) % MODULO
    return chunks, primeros


if __name__ == "__main__":
    print(f"/* Lo escribe trozos.py, con CPython {platform.python_version()}.")
    print(f" * De 1 a {W} trabajadores, n de 0 a {N}. */")
    print(f"enum {{ CPYTHON_N = {N}, CPYTHON_W = {W} }};")
    print("static const struct resumen { unsigned long chunks, primeros; }")
    print("    de_cpython[CPYTHON_W] = {")
    for w in range(1, W + 1):
        print("    {%d, %d}," % resume(w), flush=True)
    print("};")
