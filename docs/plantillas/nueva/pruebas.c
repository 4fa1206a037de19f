#include "pruebas.h"
#include "doble.h"
#include "prueba.h"

void prueba_doble_de_siete(void)
{
    exige(doble(7) == 14, "doble(7) tenía que ser 14 y ha salido %d",
          doble(7));
}
