/* genera.c: inventa los equipos y los jugadores del sitio. Con la misma
 * semilla salen siempre los mismos: equipos.csv y jugadores.csv son lo que
 * escribió este programa. Solo AC Milan y Theo Hernández existen: están en
 * el cuaderno.
 *
 *     genera equipos >equipos.csv; genera jugadores >jugadores.csv */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { EQUIPOS = 20, POR_EQUIPO = 24, ESPECIAL = 5 };

static const struct {
    int id;
    const char *apodo, *nombre; /* apodo: lo que va en la dirección */
} equipo[EQUIPOS] = {
    {103, "ac-milan", "AC Milan"},
    {107, "aurora-valdeluna", "Aurora Valdeluna"},
    {111, "atletico-penarrota", "Atlético Peñarrota"},
    {114, "cantabrico-marejada", "Cantábrico Marejada"},
    {118, "deportivo-ciguenal", "Deportivo Cigüeñal"},
    {121, "estrella-de-orzas", "Estrella de Orzás"},
    {126, "ferroviaria-branosa", "Ferroviaria Brañosa"},
    {130, "gimnastica-noral", "Gimnástica Ñoral"},
    {133, "hispania-torrealbina", "Hispania Torrealbina"},
    {137, "imperial-vallehondo", "Imperial Vallehondo"},
    {142, "juventud-sotoverde", "Juventud Sotoverde"},
    {145, "labradores-y-cia", "Labradores & Cía."},
    {149, "maritimo-calaverde", "Marítimo Calaverde"},
    {152, "nautico-sao-telmo", "Náutico São Telmo"},
    {158, "olimpico-zarzamora", "Olímpico Zarzamora"},
    {161, "penasagra-cf", "Peñasagra CF"},
    {164, "real-altozano", "Real Altozano"},
    {170, "sporting-lobeira", "Sporting Lobeira"},
    {176, "union-fresnedal", "Unión Fresnedal"},
    {181, "volcan-ceniza", "Volcán Ceniza"},
};

static const char *const nombre[] = {
    "Adrián",  "Bastián", "Ciro",   "Dámaso", "Elías",  "Fermín",
    "Gonçalo", "Hélder",  "Iñaki",  "Jürgen", "Kílian", "Lluís",
    "Matteo",  "Néstor",  "Olivér", "Pau",    "Quique", "René",
    "Simón",   "Tomás",   "Ugo",    "Václav", "Xoán",   "Yannick",
};
static const char *const apellido[] = {
    "Abásolo",      "Bermúdez", "Castañer", "Dopazo",   "Echevarne",
    "Fariña",       "Goñi",     "Hinojal",  "Ibarrola", "Jáuregui",
    "Krajčí",       "Lozoya",   "Meíño",    "Núñez",    "Oñate",
    "Piñeiro",      "Quesnel",  "Rebollo",  "Súñer",    "Tárrega",
    "Urrutia",      "Vélez",    "Würth",    "Yáñez",    "Zubeldía",
    "de la Fuente", "Sørli",    "Çağlar",   "Łapiński", "O'Farrill",
};
enum {
    NOMBRES = sizeof nombre / sizeof *nombre,
    APELLIDOS = sizeof apellido / sizeof *apellido,
    /* Primo con NOMBRES · APELLIDOS: las parejas no se repiten. */
    PASO = 287,
};

static uint64_t semilla = 20240610;

static int azar(int n)
{
    semilla = semilla * 6364136223846793005 + 1442695040888963407;
    return (int)((semilla >> 33) % (uint64_t)n);
}

static void jugador(int e, int j)
{
    int k = (e * POR_EQUIPO + j) * PASO % (NOMBRES * APELLIDOS);
    int p = 1 + azar(38), g = azar(4) * azar(p / 4 + 1);
    int yc = azar(p < 9 ? p : 9), rc = azar(9) / 7;

    printf("%d,%s %s,%d,%d,%d,%d\n", equipo[e].id, nombre[k % NOMBRES],
           apellido[k / NOMBRES], p, g, yc, rc);
}

static void jugadores(void)
{
    puts("equipo,nombre,p,g,yc,rc");
    for (int e = 0; e < EQUIPOS; e++)
        for (int j = 0; j < POR_EQUIPO; j++) {
            if (e == 0 && j == 7) {
                puts("103,Theo Hernández,26,5,6,2");
                continue;
            }
            jugador(e, j);
            /* Una fila con todo lo que rompe un CSV o un HTML a medias. */
            if (e == ESPECIAL && j == 11)
                puts("121,\"Ñíguez, \"\"Tito\"\" <b>O'Shea</b> & Hijos\","
                     "27,1,4,1");
        }
}

static void equipos(void)
{
    puts("id,apodo,nombre");
    for (int e = 0; e < EQUIPOS; e++)
        printf("%d,%s,%s\n", equipo[e].id, equipo[e].apodo,
               equipo[e].nombre);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "equipos") == 0)
        equipos();
    else if (argc == 2 && strcmp(argv[1], "jugadores") == 0)
        jugadores();
    else
        return fputs("uso: genera equipos | jugadores\n", stderr), 2;
    return fflush(stdout) == EOF;
}
