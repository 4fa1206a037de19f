#!/usr/bin/python3
"""Escribe casos.inc: casos para barra_texto, resueltos por tqdm.

    cd tests/07-paralelo/datos && /usr/bin/python3 casos.py >casos.inc

Hace falta el paquete python3-tqdm de Debian 12 (tqdm 4.64.1). Los datos salen
de un generador con semilla: el resultado es siempre el mismo. De tqdm solo se
usa format_meter, como oráculo.
"""
import random
import sys

import tqdm

CASOS = 2000
TITULOS = ["", "", "", "hechas", "índice", "página", "descargando los años",
           "a\u0301rbol", "un título que no cabe en casi ninguna ventana"]
UNIDADES = ["it"] * 4 + ["B", "pág", "trozos", "s"]
POSFIJOS = ["", "", "", "pérdida=0.25", "ok", "quedan «2»"]
azar = random.Random(74641)


def magnitud(maximo):
    """Un entero de cualquier tamaño, hasta 10**maximo."""
    return azar.randrange(10 ** azar.randrange(1, maximo + 1))


def total_y_n():
    total = azar.choice([0, 1, 4, 10, 100, 999, 1000, magnitud(6),
                         magnitud(6), magnitud(6), magnitud(14)])
    n = azar.choice([0, 1, total, total - 1, total // 2, total + 1,
                     total * 99 // 100, total * 995 // 1000,
                     azar.randrange(total + 1), azar.randrange(total + 1),
                     azar.randrange(total + 1)])
    return total, max(n, 0)


def segundos():
    return azar.choice([0.0, 0.05, 59.999, 60.0, 3599.5, 3600.0, 86400.0,
                        round(azar.uniform(0, 1), 6),
                        round(azar.uniform(0, 60), 3),
                        round(azar.uniform(0, 60), 3),
                        round(azar.uniform(0, 3600), 3),
                        round(azar.uniform(3600, 400000), 2)])


def ritmo(n, t):
    """None: el medio. Si no, uno que no es el medio, o alguno en el filo."""
    dado = azar.choice([None, None, None, "filo", "otro", "otro"])
    if dado == "filo":
        return azar.choice([0.0, 0.5, 1.0, 0.9999, 9.995, 99.95, 999.5,
                            999.7, 1000.0, 999500.0, 0.001])
    if dado == "otro":
        return round(10 ** azar.uniform(-4, 7), azar.choice([2, 4, 6]))
    return None


def columnas():
    return azar.choice([None, 0, azar.randrange(1, 30),
                        azar.randrange(30, 60), azar.randrange(40, 81),
                        azar.randrange(40, 81), 80])


def texto_c(s):
    assert '"' not in s and "\\" not in s and "?" * 2 not in s
    return '"%s"' % s


def caso():
    total, n = total_y_n()
    t, cols = segundos(), columnas()
    r = ritmo(n, t)
    escala = azar.choice([0, 0, 0, 1000, 1024])
    ascii_ = azar.random() < 0.25
    titulo, unidad = azar.choice(TITULOS), azar.choice(UNIDADES)
    posfijo = azar.choice(POSFIJOS)
    if escala and azar.random() < 0.4:
        n = azar.choice([9, 10, 99, 100, 999, 1000, 9994, 9995, 99949, 99950,
                         999499, 999500, 1023, 1048576, 10 ** 15])
        total = azar.choice([0, n, 2 * n])
    paso = r if r is not None else n / t if t else 0
    if paso and (total - n) / paso > 1e12:
        return None  # treinta mil años: ahí ya no llega un double
    linea = tqdm.tqdm.format_meter(
        n, total or None, t, ncols=cols, prefix=titulo, ascii=ascii_,
        unit=unidad, unit_scale=bool(escala), rate=r, postfix=posfijo,
        unit_divisor=escala or 1000)
    # Un total de 0 y uno que no se sabe dicen lo mismo.
    assert total or linea == tqdm.tqdm.format_meter(
        n, 0, t, ncols=cols, prefix=titulo, ascii=ascii_, unit=unidad,
        unit_scale=bool(escala), rate=r, postfix=posfijo,
        unit_divisor=escala or 1000)
    return "CASO(%d, %d, %r, %s, %d, %d, %d, %s, %s, %s, %s)" % (
        n, total, t, "NAN" if r is None else repr(r),
        -1 if cols is None else cols, escala, ascii_, texto_c(titulo),
        texto_c(unidad), texto_c(posfijo), texto_c(linea))


if tqdm.__version__ != "4.64.1":
    sys.exit("casos.py: los casos son de tqdm 4.64.1; este es " +
             tqdm.__version__)
print("/* Generado por casos.py con tqdm 4.64.1: no se edita. Cada caso es")
print(" * CASO(n, total, segundos, ritmo, columnas, escala, ascii, título,")
print(" *      unidad, posfijo, la línea de tqdm). */")
vistos = {}
while len(vistos) < CASOS:
    c = caso()
    if c:
        vistos[c] = True
print("\n".join(vistos))
