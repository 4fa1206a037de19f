enum { CUANTOS = 4 };
