/* Lo que comparten las pruebas del capítulo 4. */
#include "../04-pool/ayuda.c" // NOLINT(bugprone-suspicious-include)
