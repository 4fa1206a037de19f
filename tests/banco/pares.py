#!/usr/bin/python3
"""Contendiente: Python. pares.py PROBLEMA ELEMENTOS PROCESOS

Con --hay, dice con su estado si ese problema puede medirse aquí.
"""
import multiprocessing
import resource
import sys
import time


def cuadrado(x):
    return x * x


class Map:
    def __init__(self, n, k):
        self.datos = range(n)
        self.pool = multiprocessing.get_context("fork").Pool(k)

    def ronda(self):
        return self.pool.map(cuadrado, self.datos)


class Imap(Map):
    def ronda(self):
        return list(self.pool.imap(cuadrado, self.datos))


class Joblib:
    def __init__(self, n, k):
        from joblib import Parallel, delayed
        self.n, self.delayed = n, delayed
        self.parallel = Parallel(n_jobs=k)

    def ronda(self):
        d = self.delayed(cuadrado)
        return self.parallel(d(i) for i in range(self.n))


PROBLEMAS = {"map": Map, "imap-1": Imap, "menudas": Joblib}


def cuenta():
    u = [resource.getrusage(q)
         for q in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return [sum(getattr(v, c) for v in u)
            for c in ("ru_minflt", "ru_majflt", "ru_nvcsw", "ru_nivcsw")]


def ronda(p, n):
    antes, t = cuenta(), time.perf_counter()
    r = p.ronda()
    t = time.perf_counter() - t
    suceso = [b - a for a, b in zip(antes, cuenta())]
    if len(r) != n or any(r[i] != i * i for i in (*range(0, n, 997), n - 1)):
        sys.exit("pares.py: el resultado no es el que debe")
    print(f"{t:.9f}", n, "-", *suceso, 0, sep="\t", flush=True)


def main():
    if sys.argv[1] == "--hay":
        if sys.argv[2] == "menudas":
            import joblib  # noqa: F401
        return
    n = int(sys.argv[2])
    p = PROBLEMAS[sys.argv[1]](n, int(sys.argv[3]))
    p.ronda()  # para no medir en frío
    print("listo", flush=True)
    for _ in sys.stdin:
        ronda(p, n)


if __name__ == "__main__":
    main()
