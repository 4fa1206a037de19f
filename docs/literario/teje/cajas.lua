-- cajas.lua: las divisiones de un capítulo.
local B = require("base")
local K = require("capitulo")
local P = require("prosa")
local C = require("codigo")
local X = {}

-- Qué atributos admite cada una (además de los que anota el lector).
X.ADMITE = {
  objetivos = "", apuesta = "titulo", aviso = "titulo", nota = "titulo",
  frente = "", ejercicio = "titulo", paso = "titulo lee", solucion = "",
  error = "titulo caza", pista = "paso nivel", pregunta = "",
  respuesta = "",
}
-- Los apéndices que se van llenando en el libro.
X.respuestas, X.pistas = {}, {}

-- ---- una caja cualquiera ----

-- Abre y cierra una caja de clase «tipo» rotulada con unos inlines.
local function caja(tipo, rotulo, contenido, ancla, cola)
  local v = pandoc.Blocks({})
  if B.latex then
    v:insert(B.entre(("\\begin{caja%s}%%\n%s\\rotulo{"):format(
      tipo, ancla and "\\ancla{" .. ancla .. "}" or ""), rotulo, "}"))
    v:extend(contenido)
    if cola then v:extend(cola) end
    v:insert(B.crudo(("\\end{caja%s}"):format(tipo)))
    return v
  end
  if #rotulo > 0 then
    v:insert(B.entre('<p class="rotulo">', rotulo, "</p>"))
  end
  v:extend(contenido)
  if cola then v:extend(cola) end
  return { pandoc.Div(v, pandoc.Attr(ancla or "", { "caja", tipo })) }
end

local function texto(s) return pandoc.Inlines({ pandoc.Str(s) }) end

-- «Aviso», o «Aviso: el título que lleve».
local function rotulo(c, d, nombre)
  local t = d.attributes.titulo
  local v = texto(nombre)
  if t then
    v:extend({ pandoc.Str("."), pandoc.Space() })
    v:extend(P.atributo(c, t))
  end
  return v
end

local function sencilla(tipo, nombre)
  return function(c, d, bloques)
    return caja(tipo, rotulo(c, d, nombre),
                bloques(d.content, { caja = true }))
  end
end

-- «3.2» de una división numerada, o un error.
local function numero(c, d)
  local ref = c.refs[d.identifier]
  if not ref then
    B.error(B.lugar(d), "esta división necesita un identificador propio "
            .. "(#%s:nombre)", ({ ejercicio = "eje", paso = "paso",
                                  pregunta = "pre" })[d.classes[1]] or "x")
    return "?"
  end
  return K.numero(c, ref)
end

local function ejercicio(c, d, bloques)
  local n = numero(c, d)
  return caja("ejercicio", rotulo(c, d, "Ejercicio\u{A0}" .. n),
              bloques(d.content, { caja = true }),
              K.pon_ancla(c, d.identifier))
end

-- ---- pasos de la práctica ----

local function puntos(n)
  n = tonumber(n) or 0
  return ("%d %s"):format(n, n == 1 and "punto" or "puntos")
end

local function enlaces(c, lee, lugar)
  local v = pandoc.Inlines({})
  for id in (lee or ""):gmatch("%S+") do
    if #v > 0 then v:extend({ pandoc.Str(","), pandoc.Space() }) end
    local otro, ref = K.busca(c, id)
    if not ref then
      B.error(lugar, "«lee=%s» no lleva a ninguna parte", id)
    else
      v:insert(pandoc.Link(
        { pandoc.Str(K.NOMBRES[ref.tipo] .. "\u{A0}" .. K.numero(otro, ref)) },
        K.destino(c, otro, ref)))
    end
  end
  return v
end

local function paso(c, d, bloques)
  local n = numero(c, d)
  local id = d.identifier:gsub("^paso:", "")
  local m = c.manifiesto.pasos[id] or {}
  local v = texto("Paso\u{A0}" .. n)
  v:extend({ pandoc.Str("."), pandoc.Space() })
  v:extend(P.atributo(c, d.attributes.titulo or ""))
  v:insert(B.crudo_en(B.latex
    and "\\puntos{" .. puntos(m.puntos) .. "}"
    or ' <span class="puntos">' .. puntos(m.puntos) .. "</span>"))
  local lee = enlaces(c, d.attributes.lee, B.lugar(d))
  local cola = pandoc.Blocks({})
  if #lee > 0 then
    lee:insert(1, pandoc.Str("Para este paso, lee el "))
    lee:insert(pandoc.Str("."))
    cola:insert(B.latex and B.entre("\\lee{", lee, "}")
                or B.entre('<p class="lee">', lee, "</p>"))
  end
  return caja("paso", v, bloques(d.content, { caja = true, paso = id }),
              K.pon_ancla(c, d.identifier), cola)
end

-- La lista de pruebas de un paso: «pon_orden 2 Lo que entra primero…».
function X.pruebas(c, cb)
  local v = {}
  for _, l in ipairs(B.lineas(cb.text)) do
    local id, n, titulo = l:match("^%s*(%S+)%s+(%d+)%s+(.-)%s*$")
    if id then v[#v + 1] = { id, n, titulo } end
  end
  local sale = pandoc.Blocks({
    B.crudo(B.latex and "\\begin{listapruebas}" or '<ul class="pruebas">') })
  for _, p in ipairs(v) do
    if B.latex then
      sale:insert(B.entre(("\\prueba{%s}{%s}{"):format(
        B.esc_tex(p[1]), puntos(p[2])), P.atributo(c, p[3]), "}"))
    else
      sale:insert(B.entre("<li>", P.atributo(c, p[3]),
        (' <span class="detalle"><code>%s</code> · %s</span></li>')
        :format(B.esc_html(p[1]), puntos(p[2]))))
    end
  end
  sale:insert(B.crudo(B.latex and "\\end{listapruebas}" or "</ul>"))
  return sale
end

-- ---- plegado: pistas y respuestas ----

local ORDINAL = { "Primera pista", "Segunda pista", "Tercera pista" }

local function plegado(clase, resumen, contenido, id)
  local v = pandoc.Blocks({
    pandoc.RawBlock("html", ('<details class="%s"><summary>%s</summary>')
                    :format(clase, B.esc_html(resumen))) })
  v:extend(contenido)
  v:insert(pandoc.RawBlock("html", "</details>"))
  return { pandoc.Div(v, pandoc.Attr(id or "")) }
end

local function pista(c, d, bloques)
  local nivel = tonumber(d.attributes.nivel) or 0
  local p = d.attributes.paso or ""
  if not c.manifiesto.pasos[p] or not ORDINAL[nivel] then
    B.error(B.lugar(d), "una pista dice de qué paso es y su nivel (1 a 3)")
    return {}
  end
  if not B.libro or B.epub then
    return plegado("pista", ORDINAL[nivel],
                   bloques(d.content, { caja = true }))
  end
  local ref = c.refs["paso:" .. p] or { numero = "?" }
  local id = K.pon_ancla(c, ("pista:%s-%d"):format(p, nivel))
  X.pistas[nivel] = X.pistas[nivel] or {}
  table.insert(X.pistas[nivel], {
    id = id, numero = ref.numero, ancla = K.ancla(c, "paso:" .. p),
    titulo = c.manifiesto.pasos[p].titulo,
    bloques = bloques(d.content, {}) })
  -- Donde estaba, se dice en qué página hay ayuda; una vez por paso.
  if nivel > 1 then return {} end
  return { B.crudo(("\\verpistas{%s}{%s}{%s}"):format(
    K.ancla(c, "pista:" .. p .. "-1"), K.ancla(c, "pista:" .. p .. "-2"),
    K.ancla(c, "pista:" .. p .. "-3"))) }
end

local function pregunta(c, d, bloques)
  local n = numero(c, d)
  local enunciado, respuesta = pandoc.Blocks({}), nil
  for _, b in ipairs(d.content) do
    if b.t == "Div" and b.classes:includes("respuesta") then
      respuesta = b
    else
      enunciado:insert(b)
    end
  end
  if not respuesta then
    B.error(B.lugar(d), "la pregunta no lleva dentro su .respuesta")
    return {}
  end
  local ancla = K.pon_ancla(c, d.identifier)
  local id = d.identifier:gsub("^pre:", "res:")
  local destino = K.pon_ancla(c, id)
  local v = bloques(enunciado, { caja = true })
  local r = bloques(respuesta.content, {})
  local titulo = texto("Pregunta\u{A0}" .. n)
  if not B.libro or B.epub then
    v:extend(plegado("respuesta", "Respuesta", r, destino))
    return caja("pregunta", titulo, v, ancla)
  end
  table.insert(X.respuestas, { id = destino, numero = n, ancla = ancla,
                               bloques = r, capitulo = c })
  return caja("pregunta", titulo, v, ancla,
              { B.crudo(("\\verrespuesta{%s}"):format(destino)) })
end

-- ---- la edición docente ----

local function solucion(c, d, bloques)
  return caja("solucion", texto("Solución"),
              bloques(d.content, { caja = true }))
end

local CAZA = { tsan = "ThreadSanitizer", asan = "AddressSanitizer",
               fugas = "el detector de fugas" }

local function quien_caza(c, id)
  if CAZA[id] then return CAZA[id] end
  for _, p in ipairs(c.manifiesto.pruebas) do
    if p.id == id then return ("la prueba «%s»"):format(id) end
  end
end

local function error_tipico(c, d, bloques)
  local slug = d.identifier:gsub("^err:", "")
  local v = texto("Error típico")
  v:extend({ pandoc.Str("."), pandoc.Space() })
  v:extend(P.atributo(c, d.attributes.titulo or ""))
  local caza = quien_caza(c, d.attributes.caza or "")
  if not caza then
    B.error(B.lugar(d), "no hay ninguna prueba «%s»",
            d.attributes.caza or "")
  end
  local cola = pandoc.Blocks({})
  local dice = ("Lo descubre %s, que dice:"):format(caza or "?")
  cola:insert(B.latex and B.crudo("\\caza{" .. B.esc_tex(dice) .. "}")
              or B.crudo('<p class="caza">' .. B.esc_html(dice) .. "</p>"))
  local ruta = ("%s/errores/%s.mensaje"):format(c.build, slug)
  local mensaje = B.lee(ruta)
  if not mensaje then
    B.falta(B.lugar(d), "falta el mensaje capturado, %s", ruta)
    mensaje = "¿…?"
  end
  cola:insert(C.terminal(nil, mensaje, nil, "caja"))
  return caja("error", v, bloques(d.content, { caja = true, error = true }),
              K.pon_ancla(c, d.identifier), cola)
end

-- ---- dos columnas ----

-- Cada columna acaba con su bloque de código y las salidas que lo siguen.
local function frente(c, d, bloques)
  local columnas, actual, con_codigo = {}, pandoc.Blocks({}), false
  local function corta()
    if #actual > 0 then columnas[#columnas + 1] = actual end
    actual, con_codigo = pandoc.Blocks({}), false
  end
  for _, b in ipairs(d.content) do
    local salida = b.t == "CodeBlock" and b.classes[1] == "salida"
    if con_codigo and not salida then corta() end
    actual:insert(b)
    con_codigo = con_codigo or (b.t == "CodeBlock" and not salida)
  end
  corta()
  if #columnas ~= 2 then
    B.error(B.lugar(d), "en .frente van dos bloques de código, y hay %d",
            #columnas)
    return {}
  end
  local v = pandoc.Blocks({})
  for i, col in ipairs(columnas) do
    local dentro = bloques(col, { frente = true })
    if B.latex then
      v:insert(B.crudo(i == 1 and "\\begin{frente}" or "\\siguientefrente"))
      v:extend(dentro)
    else
      v:insert(pandoc.Div(dentro))
    end
  end
  if B.latex then
    v:insert(B.crudo("\\end{frente}"))
    return v
  end
  return { pandoc.Div(v, pandoc.Attr("", { "frente" })) }
end

-- ---- reparto ----

local DIVISIONES = {
  objetivos = sencilla("objetivos", "Objetivos"),
  apuesta = sencilla("apuesta", "Apuesta"),
  aviso = sencilla("aviso", "Aviso"),
  nota = sencilla("nota", "Nota"),
  ejercicio = ejercicio, paso = paso, pista = pista, pregunta = pregunta,
  solucion = solucion, error = error_tipico, frente = frente,
}

-- ¿Sale en esta edición?
function X.sale(d)
  return B.docente or not (d.classes:includes("solucion")
                           or d.classes:includes("error"))
end

local INTERNOS = { fuente = true, linea = true }

function X.comprueba(d)
  local clase = d.classes[1] or ""
  local admite = X.ADMITE[clase]
  if not admite or #d.classes ~= 1 then
    B.error(B.lugar(d), "no sé qué es una división «.%s»",
            table.concat(d.classes, " ."))
    return
  end
  for k in pairs(d.attributes) do
    if not INTERNOS[k] and not (" " .. admite .. " "):find(" " .. k .. " ",
                                                           1, true) then
      B.error(B.lugar(d), "«.%s» no admite «%s=»", clase, k)
    end
  end
end

function X.division(c, d, bloques)
  local f = DIVISIONES[d.classes[1] or ""]
  if not f then
    if d.classes[1] == "respuesta" then
      B.error(B.lugar(d), "una .respuesta va dentro de su .pregunta")
    end
    return {}
  end
  return f(c, d, bloques)
end

return X
