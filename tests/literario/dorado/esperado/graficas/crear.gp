set xlabel "hilos"
