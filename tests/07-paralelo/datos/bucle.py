#!/usr/bin/env python3
"""Lo que hace joblib, con un reloj de mentira, escrito como datos en C.

Uso: python3 bucle.py >bucle.inc     (paquete python3-joblib de Debian 12)

Un trabajador ficticio hace los lotes de uno en uno, en el orden en que se
mandan, y el reloj avanza PASO segundos por tarea acabada. Con eso, joblib
no tiene nada que dejar al azar: ni las líneas, ni cuándo salen, ni de
cuánto son los lotes. La primera línea, que lleva el nombre del ficticio,
no se guarda.
"""

import contextlib
import io
import random
import sys

import joblib
import joblib.parallel
from joblib._parallel_backends import AutoBatchingMixin, ParallelBackendBase

PASO = 0.37
TAREAS = 1000
ENTERAS = [*range(1, 21), 25, 50, 100, 333, 1000]
VERBOSE = [1, 10, 50]


class Reloj:
    def __init__(self):
        self.hechas = 0

    def time(self):
        return PASO * self.hechas

    def sleep(self, _):
        raise RuntimeError("nadie tiene que esperar")


class Ficticio(ParallelBackendBase):
    """Hace cada lote cuando se le pide, y entonces avisa."""

    def __init__(self, reloj):
        super().__init__(nesting_level=0)
        self.reloj = reloj
        self.lotes = []

    def effective_n_jobs(self, n_jobs):
        return n_jobs

    def apply_async(self, func, callback=None):
        self.lotes.append(len(func))
        return Trabajo(self, func, callback)


class Trabajo:
    def __init__(self, donde, func, aviso):
        self.donde, self.func, self.aviso = donde, func, aviso

    def get(self):
        r = self.func()
        self.donde.reloj.hechas += len(self.func)
        self.aviso(r)
        return r


def corre(n, n_jobs, verbose, lote):
    """Las líneas que escribe, menos la primera, y los lotes que manda."""
    reloj = joblib.parallel.time = Reloj()
    ficticio = Ficticio(reloj)
    escrito = io.StringIO()
    with contextlib.redirect_stdout(escrito), contextlib.redirect_stderr(
        escrito
    ):
        joblib.Parallel(
            n_jobs=n_jobs, backend=ficticio, verbose=verbose, batch_size=lote
        )(joblib.delayed(int)(i) for i in range(n))
    return escrito.getvalue().splitlines()[1:], ficticio.lotes


def resumen(lineas):
    """FNV-1a de 64 bits, cada línea con su salto."""
    h = 0xCBF29CE484222325
    for b in "".join(x + "\n" for x in lineas).encode():
        h = (h ^ b) * 0x100000001B3 % 2**64
    return h


def ritmo():
    """Sucesiones de (lote, lo que tardó, el siguiente)."""
    azar = random.Random(7)
    for tarea in (0.0, 1e-6, 0.003, 0.19, 0.21, 1.9, 2.5, 0.03):
        mixto = AutoBatchingMixin()
        mixto.parallel = joblib.Parallel()
        lote = anterior = 1
        yield (0, 0.0, 1)
        for i in range(40):
            if i == 20:
                tarea *= 50  # las tareas del final son más largas
            n = anterior if azar.random() < 0.2 else lote
            t = round(n * tarea * azar.uniform(0.7, 1.4), 7)
            mixto.batch_completed(n, t)
            anterior, lote = lote, mixto.compute_batch_size()
            yield (n, t, lote)
    for tiempos in ([0.2], [0.1, 0.2], [0.1, 2.0], [0.1, 2.1], [2.1]):
        mixto = AutoBatchingMixin()
        mixto.parallel = joblib.Parallel()
        lote = 1
        yield (0, 0.0, 1)
        for t in tiempos:
            mixto.batch_completed(lote, t)
            n, lote = lote, mixto.compute_batch_size()
            yield (n, t, lote)


def tabla(tipo, nombre, filas):
    print(f"static const {tipo} {nombre}[] = {{")
    for fila in filas:
        print(f"    {fila},")
    print("};\n")


def main():
    print("/* Lo que hizo joblib", joblib.__version__, "(lo escribe bucle.py). */")
    print(f"\nstatic const double joblib_paso = {PASO};\n")
    lineas = {
        (v, n): corre(n, 4, v, 1)[0]
        for v in VERBOSE
        for n in range(1, TAREAS + 1)
    }
    print("/* De cada verbose, y de 1 a 1000 tareas: un resumen de las líneas. */")
    for v in VERBOSE:
        filas = []
        for n in range(1, TAREAS + 1, 3):
            filas.append(
                ", ".join(
                    f"0x{resumen(lineas[v, k]):016x}"
                    for k in range(n, min(n + 3, TAREAS + 1))
                )
            )
        tabla("uint64_t", f"joblib_resumen_{v}", filas)
    print("/* Y de unas cuantas, las líneas enteras. */")
    tabla(
        "struct joblib_lineas",
        "joblib_lineas",
        [
            f"{{{v}, {n}, "
            + "\n     ".join(f'"{x}\\n"' for x in lineas[v, n])
            + "}"
            for v in VERBOSE
            for n in ENTERAS
            if n <= 25 or v < 50
        ],
    )
    print("/* El ritmo: un lote de n tarda t; el siguiente. n = 0: otro ritmo. */")
    tabla(
        "struct joblib_ritmo",
        "joblib_ritmo",
        [f"{{{n}, {t!r}, {s}}}" for n, t, s in ritmo()],
    )
    print("/* Los lotes que manda, con tamaño fijo. */")
    tabla(
        "struct joblib_lotes",
        "joblib_lotes",
        [
            f"{{{n}, {k}, {len(ls)}, {lote}, {{{', '.join(map(str, ls))}}}}}"
            for n, k, lote in (
                (10, 4, 1),
                (10, 4, 3),
                (103, 4, 5),
                (100, 2, 7),
                (3, 2, 10),
                (64, 2, 16),
                (200, 3, 60),
                (1000, 2, 400),
                (68, 2, 16),
            )
            for ls in [corre(n, k, 0, lote)[1]]
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
