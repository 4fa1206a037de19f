def cuadrado(x):
    # devolver el cuadrado
    return x * x
