-- capitulo.lua: lo que el enredador ha averiguado de un capítulo. Los
-- números se calculan una vez, allí; aquí se consultan.
local B = require("base")
local K = {}

K.NOMBRES = {
  fig = "figura", tbl = "tabla", lst = "programa", sec = "apartado",
  eq = "ecuación", eje = "ejercicio", paso = "paso", pre = "pregunta",
  cap = "capítulo", err = "error típico",
}

local cargados = {}

local function refs(carpeta)
  local v = {}
  for _, f in ipairs(B.tsv(carpeta .. "/refs.tsv")) do
    v[f[1]] = { id = f[1], tipo = f[2], numero = f[3], titulo = f[4],
                lugar = f[5] }
  end
  return v
end

-- «lessons/03-hilos/leccion.md:120» -> { clase = …, resto de la fila }.
-- En una misma línea puede haber un código y lo que de él se dice.
local function bloques(carpeta)
  local v = {}
  for _, f in ipairs(B.tsv(carpeta .. "/bloques.tsv")) do
    v[f[1] .. " " .. f[2]] = f
  end
  return v
end

local function piezas(carpeta)
  local v = {}
  for _, f in ipairs(B.tsv(carpeta .. "/piezas.tsv")) do
    v[f[1]] = { hueco = f[2] == "1", usos = f[3] or "" }
  end
  return v
end

local function manifiesto(carpeta)
  local m = { pasos = {}, pruebas = {}, huecos = {} }
  for _, f in ipairs(B.tsv(carpeta .. "/manifiesto.tsv")) do
    if f[1] == "paso" then
      m.pasos[f[2]] = { titulo = f[3], puntos = f[4] }
    elseif f[1] == "prueba" then
      m.pruebas[#m.pruebas + 1] =
          { id = f[2], paso = f[3], puntos = f[4], titulo = f[5] }
    elseif f[1] == "hueco" then
      m.huecos[f[2]] = f[3]
    end
  end
  return m
end

local function lugares(texto)
  local v = {}
  for clave, lugar in texto:gmatch("([^\t\n]+)\t([^\n]+)") do
    v[clave] = lugar
  end
  return v
end

-- El capítulo de una división .capitulo; los que no llevan número
-- (prólogo, glosario) no tienen nada en build/.
function K.abre(div)
  local a = div.attributes
  local carpeta = B.build .. "/" .. a.nombre
  local c = {
    nombre = a.nombre, carpeta = a.carpeta, fichero = a.fichero,
    titulo = a.titulo, subtitulo = a.subtitulo, build = carpeta,
    numero = tonumber(a.nombre:match("^(%d%d)%-")),
    refs = refs(carpeta), bloques = bloques(carpeta),
    piezas = piezas(carpeta), manifiesto = manifiesto(carpeta),
    lugares = lugares(a.lugares),
    visibles = {},  -- piezas que esta edición imprime
    anclas = {}, enlaces = {}, indice = {}, apartados = {},
  }
  c.prefijo = c.numero and ("c%02d-"):format(c.numero) or a.nombre .. "-"
  if c.numero and not next(c.refs) then
    B.error(c.fichero .. ":1", "falta %s/refs.tsv: ¿se ha enredado el "
            .. "capítulo?", carpeta)
  end
  cargados[a.nombre] = c
  return c
end

function K.lugar(c, clave)
  return c.lugares[clave] or c.fichero .. ":1"
end

-- En el libro, los identificadores llevan delante su capítulo.
function K.ancla(c, id)
  id = B.ascii(id)
  return B.libro and c.prefijo .. id or id
end

-- Apunta que aquí se puede llegar.
function K.pon_ancla(c, id)
  c.anclas[id] = true
  return K.ancla(c, id)
end

-- El capítulo de prefijo «01», o nil.
local function ajeno(nn)
  for _, nombre in ipairs(B.capitulos) do
    if nombre:sub(1, 2) == nn then
      if not cargados[nombre] then
        cargados[nombre] = {
          nombre = nombre, refs = refs(B.build .. "/" .. nombre),
          numero = tonumber(nn), prefijo = "c" .. nn .. "-",
        }
      end
      return cargados[nombre]
    end
  end
end
K.ajeno = ajeno

-- El capítulo y la referencia de «fig:cola», «sec:01/reloj», «cap:01-…».
function K.busca(c, id)
  local tipo, nn, resto = id:match("^(%l+):(%d%d)/(.+)$")
  if not tipo and id:match("^cap:%d%d") then
    nn, resto = id:match("^cap:(%d%d)"), nil
  end
  if nn and nn ~= c.nombre:sub(1, 2) then
    c = ajeno(nn)
    if not c then return nil end
  end
  if resto then
    id = tipo .. ":" .. resto
  elseif id:match("^cap:") then
    id = "cap:" .. c.nombre
  end
  return c, c.refs[id]
end

-- «3.2»; las preguntas se numeran P1, P2… y se leen «3.2».
function K.numero(c, ref)
  local p = ref.numero:match("^P(%d+)$")
  return p and ("%d.%s"):format(c.numero, p) or ref.numero
end

-- El destino de un enlace desde el capítulo «c» a la referencia de «otro».
function K.destino(c, otro, ref)
  local ancla = ref.tipo == "cap" and "cap" or ref.id
  if otro == c then c.enlaces[ref.id] = ancla end
  if B.libro or otro == c then return "#" .. K.ancla(otro, ancla) end
  return otro.nombre .. ".html#" .. K.ancla(otro, ancla)
end

return K
