-- teje.lua: compone el libro y las páginas con el texto de las lecciones.
--
--   pandoc -f docs/literario/lector.lua -L docs/literario/teje.lua \
--          -M build=build -M "capitulos=01-secuencial 03-hilos" \
--          -M edicion=estudiante -M modo=pagina …
--
-- edicion: estudiante o docente. modo: pagina (un capítulo, HTML) o libro
-- (todos: LaTeX o EPUB). esquema=FICHERO.tsv: además, apunta ahí los
-- apartados y los términos del índice, para la portada del sitio, y en
-- FICHERO.textos lo que se lee, para buscar en él, y en FICHERO.programas los que
-- se imprimen por partes. borrador=1: lo que falta
-- por medir o por ejecutar se avisa, pero no es un error. glosario=FICHERO.md:
-- sus términos se enlazan la primera vez; con terminos=FICHERO.tsv no se teje
-- nada, y solo se apunta cuáles usa un capítulo.
--
-- El orden de los números, lo que imprimió cada programa y los dibujos los
-- da el enredador (build/NN-nombre/*.tsv); la sintaxis que se admite está
-- contada en docs/guia-autor.md.
local aqui = PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or "."
package.path = aqui .. "/teje/?.lua;" .. package.path

local B = require("base")
local K = require("capitulo")
local P = require("prosa")
local M = require("cifras")
local C = require("codigo")
local F = require("figuras")
local X = require("cajas")
local T = require("textos")
local G = require("glosario")
local E = require("frente")

-- ---- qué bloques de código hay y qué admiten ----

local CLASES = {
  { "archivo", "archivo", "sigue oculto" },
  { "lab", "lab", "sigue oculto" },
  { "biblioteca", "biblioteca", "sigue oculto" },
  { "pieza", "pieza", "sigue oculto hueco" },
  { nil, "programa", "nombre fuentes compilador opciones enlaza practicas "
    .. "sin requiere libparalelo limpio" },
  { nil, "salida", "orden muestra estado plazo mascara tolerancia usa "
    .. "requiere desordenada referencia libre lineas" },
  { nil, "medida", "datos orden plazo requiere usa lab larga" },
  { nil, "gnuplot", "grafica datos tipo pie alt desc lab" },
  { nil, "diagrama", "pie alt desc" },
  { nil, "tabla", "datos filas columnas por decimales" },
  { nil, "cifras", "" },
  { nil, "pruebas", "" },
  -- En el prólogo y los apéndices:
  { nil, "mapa", "alt" },
  { nil, "calendario", "" },
  { nil, "practicas", "" },
  { nil, "opciones", "" },
  { nil, "ordenes", "quien" },
  { nil, "paquetes", "grupo" },
}

-- La clase del bloque: «archivo», «salida»…; «texto» si no es nada.
local function clase_de(cb)
  for _, f in ipairs(CLASES) do
    if f[1] and cb.attributes[f[1]] or not f[1] and cb.classes[1] == f[2]
    then
      return f[2], f[3]
    end
  end
  return "texto", ""
end

local function comprueba_codigo(cb)
  local clase, admite = clase_de(cb)
  admite = " " .. clase .. " fuente linea " .. admite .. " "
  local function mira(k)
    if not admite:find(" " .. k .. " ", 1, true) then
      B.error(B.lugar(cb), "un bloque «%s» no admite «%s»",
              cb.classes[1] or "", k)
    end
  end
  for k in pairs(cb.attributes) do mira(k) end
  for i = 2, #cb.classes do mira(cb.classes[i]) end
end

local CODIGO = {
  archivo = C.bloque, lab = C.bloque, biblioteca = C.bloque, pieza = C.bloque, texto = C.bloque,
  salida = C.salida, tabla = F.tabla_de_datos, pruebas = X.pruebas,
  gnuplot = function(c, cb) return F.dibujo(c, cb, "grafica") end,
  diagrama = function(c, cb) return F.dibujo(c, cb, "diagrama") end,
  mapa = E.mapa, calendario = E.calendario, practicas = E.practicas,
  opciones = E.opciones, ordenes = E.ordenes, paquetes = E.paquetes,
}

-- ---- encabezados ----

local function encabezado(c, h, cuenta)
  if h.level == 2 and not h.classes:includes("unnumbered") then
    cuenta[1], cuenta[2] = cuenta[1] + 1, 0
  elseif h.level == 3 and not h.classes:includes("unnumbered") then
    cuenta[2] = cuenta[2] + 1
  end
  local id = h.identifier
  local numero
  if not c.numero then h.classes:insert("unnumbered") end
  if c.numero and h.level <= 3 and not h.classes:includes("unnumbered") then
    numero = ("%d.%d"):format(c.numero, cuenta[1])
        .. (h.level == 3 and "." .. cuenta[2] or "")
    local ref = c.refs[id]
    if ref and ref.numero ~= numero then
      B.error(ref.lugar, "este apartado es el %s para el enredador y el %s "
              .. "para el tejedor: ¿está dentro de una división?",
              ref.numero, numero)
    end
  end
  h.content = P.inlines(c, h.content, true)
  h.identifier = K.pon_ancla(c, id)
  c.apartados[#c.apartados + 1] = {
    nivel = h.level, numero = numero or "", ancla = h.identifier,
    titulo = B.texto(h.content) }
  if B.html and numero then
    h.content:insert(1, pandoc.Span({ pandoc.Str(numero) },
                                    pandoc.Attr("", { "num" })))
    h.content:insert(2, pandoc.Space())
  end
  return h
end

-- ---- el recorrido ----

local recorre

local function mezcla(a, b)
  local v = {}
  for k, x in pairs(a) do v[k] = x end
  for k, x in pairs(b) do v[k] = x end
  return v
end

local function codigo(c, cb, ctx)
  local f = CODIGO[(clase_de(cb))]
  local r = f and f(c, cb, ctx) or {}
  return r.t and { r } or r
end

local function de_lista(c, l, ctx)
  for i, item in ipairs(l.content) do
    l.content[i] = recorre(c, item, ctx)
  end
  return { l }
end

local BLOQUE = {
  CodeBlock = codigo,
  Table = function(c, t) return F.tabla(c, t) end,
  Header = function(c, h, ctx)
    if ctx.dentro then
      B.error(c.fichero, "«%s»: un apartado no va dentro de una división",
              B.texto(h.content))
    end
    return { encabezado(c, h, c.cuenta) }
  end,
  Div = function(c, d, ctx)
    if not X.sale(d) then return {} end
    return X.division(c, d, function(v, extra)
      return recorre(c, v, mezcla(mezcla(ctx, { dentro = true }), extra))
    end)
  end,
  BulletList = de_lista, OrderedList = de_lista,
  BlockQuote = function(c, q, ctx)
    q.content = recorre(c, q.content, ctx)
    return { q }
  end,
  DefinitionList = function(c, l, ctx)
    for i, par in ipairs(l.content) do
      local definiciones = {}
      for j, d in ipairs(par[2]) do definiciones[j] = recorre(c, d, ctx) end
      l.content[i] = { P.inlines(c, par[1]), definiciones }
    end
    return { l }
  end,
  LineBlock = function(c, b) return { b:walk(P.manejadores(c)) } end,
  HorizontalRule = function(_, b) return { b } end,
}

local function parrafo(c, p)
  local e = F.ecuacion(c, p)
  if e then return e end
  p.content = P.inlines(c, p.content)
  return { p }
end
BLOQUE.Para, BLOQUE.Plain = parrafo, parrafo

function recorre(c, bloques, ctx)
  local sale = pandoc.Blocks({})
  for _, b in ipairs(bloques) do
    local f = BLOQUE[b.t]
    if f then sale:extend(f(c, b, ctx)) else sale:insert(b) end
  end
  return sale
end

-- Las piezas que esta edición imprime: se las puede enlazar.
local function apunta_visibles(c, bloques, en_error)
  for _, b in ipairs(bloques) do
    if b.t == "Div" and X.sale(b) then
      apunta_visibles(c, b.content,
                      en_error or b.classes:includes("error"))
    elseif b.t == "CodeBlock" and b.attributes.pieza and not en_error
        and not b.classes:includes("oculto")
        and not b.classes:includes("hueco") then
      c.visibles[b.attributes.pieza] = true
    end
  end
end

local function comprueba(bloques)
  for _, b in ipairs(bloques) do
    if b.t == "Div" then
      X.comprueba(b)
      comprueba(b.content)
    elseif b.t == "CodeBlock" then
      comprueba_codigo(b)
    end
  end
end

local function titulo_de(c)
  return B.inlines(c.titulo ~= "" and c.titulo
                   or c.nombre:gsub("^%l", string.upper))
end

local function teje_capitulo(div, vistos)
  local c = K.abre(div)
  comprueba(div.content)
  if c.numero then
    div.content = G.enlaza(div.content, vistos)
  end
  c.cifras = M.abre(c, div)
  apunta_visibles(c, div.content)
  C.numera(c, div.content)
  c.cuenta = { 0, 0 }
  c.anclas.cap = true
  c.salida = recorre(c, div.content, {})
  return c
end

-- Un título no se queda solo al pie: si detrás va un programa, ha de caber
-- con él.
local function acompana_titulos(bloques)
  local sale = pandoc.Blocks({})
  for i, b in ipairs(bloques) do
    local sigue = bloques[i + 1]
    local n = b.t == "Header" and sigue and sigue.t == "RawBlock"
        and sigue.text:match("^\\iniciacodigo{%l*}{(%d+)}")
    if n then sale:insert(B.crudo(("\\antesdetitulo{%s}"):format(n))) end
    sale:insert(b)
  end
  return sale
end

local function comprueba_enlaces(c)
  for id, ancla in pairs(c.enlaces) do
    if not c.anclas[ancla] then
      B.error(K.lugar(c, "@" .. id),
              "«@%s» lleva a algo que esta edición no imprime", id)
    end
  end
end

-- ---- los programas que se imprimen por partes ----

-- En el sitio tienen una página; aquí se deja escrito lo que va en ella.
local function apunta_programas(c, ruta)
  local v = { ("cap\t%s\t%s\t%s"):format(
    c.nombre, c.numero or "", B.texto(titulo_de(c))) }
  for _, nombre in ipairs(C.parciales(c)) do
    local t = B.lee(("%s/ejemplos/%s"):format(c.build, nombre))
        or B.lee(("%s/biblioteca/limpio/%s"):format(c.build, nombre)) or ""
    local ref = c.refs["lst:" .. nombre]
    v[#v + 1] = ("prog\t%s\t%s\t%s\t%s"):format(
      nombre, ref and K.numero(c, ref) or "",
      c.anclas["lst:" .. nombre] and K.ancla(c, "lst:" .. nombre) or "",
      (t:gsub("[\\\n\t]", { ["\\"] = "\\\\", ["\n"] = "\\n",
                             ["\t"] = "\\t" })))
  end
  B.escribe(ruta, table.concat(v, "\n") .. "\n")
end

-- Dónde están: en el libro, bajo el título; en el sitio, al final.
local function nota_de_programas(c)
  local nombres = C.parciales(c)
  if #nombres == 0 then return {} end
  local v = pandoc.Inlines({})
  local function texto(s) v:extend(B.inlines(s)) end
  local pagina = c.nombre .. "-programas.html"
  if B.libro then
    texto("Los programas que se imprimen por partes están enteros en")
    v:insert(pandoc.Space())
    v:insert(pandoc.Code(pagina))
    texto(", en el sitio; hecho el libro, en")
    v:insert(pandoc.Space())
    v:insert(pandoc.Code(("build/%s/ejemplos"):format(c.nombre)))
    v:insert(pandoc.Str("."))
  else
    v:insert(pandoc.Link({ pandoc.Str("Programas"), pandoc.Space(),
                           pandoc.Str("enteros") }, pagina))
    texto(": los que este capítulo imprime por partes, para leerlos seguidos "
          .. "y copiarlos.")
  end
  v = P.inlines(c, v)
  if B.latex then return { B.entre("\\notaprogramas{", v, "}") } end
  return { pandoc.Div({ pandoc.Para(v) },
                      pandoc.Attr("", { "programas" })) }
end

-- ---- un libro ----

local function capitulo_sin_numero(titulo, ancla)
  if B.latex then
    return B.entre("\\capitulosin{" .. (ancla or "") .. "}{", titulo, "}")
  end
  return pandoc.Header(1, titulo, pandoc.Attr(ancla or "",
                                              { "unnumbered" }))
end

local function cabecera_de(c)
  local titulo = titulo_de(c)
  local ancla = K.ancla(c, "cap")
  if not c.numero then return { capitulo_sin_numero(titulo, ancla) } end
  if B.html then
    titulo:insert(1, pandoc.Str(c.numero .. "."))
    titulo:insert(2, pandoc.Space())
    return { pandoc.Header(1, titulo, pandoc.Attr(ancla)) }
  end
  return {
    B.crudo(("\\setcounter{chapter}{%d}"):format(c.numero - 1)),
    pandoc.Header(1, titulo, pandoc.Attr(ancla)),
    B.entre("\\subtitulocapitulo{", P.atributo(c, c.subtitulo), "}"),
  }
end

local function apendice_de_respuestas(v)
  if #X.respuestas == 0 then return end
  v:insert(capitulo_sin_numero(B.inlines("Respuestas")))
  local anterior
  for _, r in ipairs(X.respuestas) do
    if r.capitulo ~= anterior then
      anterior = r.capitulo
      v:insert(B.entre(("\\capituloapendice{%d}{"):format(anterior.numero),
                       titulo_de(anterior), "}"))
    end
    v:insert(B.crudo(("\\begin{respuesta}{%s}{%s}{%s}"):format(
      r.id, r.numero, r.ancla)))
    v:extend(r.bloques)
    v:insert(B.crudo("\\end{respuesta}"))
  end
end

local NIVELES = { "Primeras pistas", "Segundas pistas", "Terceras pistas" }

local function apendice_de_pistas(v)
  if not X.pistas[1] then return end
  v:insert(capitulo_sin_numero(B.inlines("Pistas")))
  v:insert(B.crudo("\\avisopistas"))
  for nivel = 1, 3 do
    if X.pistas[nivel] then
      v:insert(B.crudo((nivel > 1 and "\\clearpage" or "")
        .. "\\nivelpistas{" .. NIVELES[nivel] .. "}"))
    end
    for _, p in ipairs(X.pistas[nivel] or {}) do
      v:insert(B.entre(("\\begin{pista}{%s}{%s}{%s}{"):format(
        p.id, p.numero, p.ancla), B.inlines(p.titulo), "}"))
      v:extend(p.bloques)
      v:insert(B.crudo("\\end{pista}"))
    end
  end
end

local function bibliografia(v)
  v:insert(capitulo_sin_numero(B.inlines("Bibliografía")))
  v:insert(pandoc.Div({}, pandoc.Attr("refs")))
end

-- Los que no llevan número y van al final.
local DETRAS = { apendices = true, glosario = true }

local function libro(capitulos)
  local v, citas, final = pandoc.Blocks({}), false, pandoc.Blocks({})
  for _, c in ipairs(capitulos) do
    local d = DETRAS[c.nombre] and final or v
    d:extend(cabecera_de(c))
    d:extend(nota_de_programas(c))
    d:extend(B.latex and acompana_titulos(c.salida) or c.salida)
    citas = citas or c.cita
  end
  if B.latex then
    v:insert(B.crudo("\\apendices\\label{fin-capitulos}"))
    apendice_de_respuestas(v)
    apendice_de_pistas(v)
  end
  v:extend(final)
  if citas then bibliografia(v) end
  if B.latex then v:insert(B.crudo("\\printindex")) end
  return v
end

-- ---- una página ----

local function vecino(c, paso)
  for i, nombre in ipairs(B.capitulos) do
    if nombre == c.nombre then
      local otro = B.capitulos[i + paso]
      local cap = otro and K.ajeno(otro:sub(1, 2))
      local ref = cap and cap.refs["cap:" .. otro]
      return ref and { href = otro .. ".html", titulo = ref.titulo,
                       numero = ref.numero }
    end
  end
end

-- La lista de apartados. Va dos veces en la página, plegada para pantallas
-- estrechas y al margen en las anchas: por eso no lleva identificadores.
local function lista_de_apartados(c)
  local v, dentro = { "<ul>" }, false
  for _, a in ipairs(c.apartados) do
    if a.nivel <= 3 then
      if (a.nivel == 3) ~= dentro then
        v[#v + 1] = dentro and "</ul></li>" or "<li><ul>"
        dentro = not dentro
      end
      v[#v + 1] = ('<li><a href="#%s">%s%s</a></li>'):format(
        a.ancla, a.numero ~= "" and a.numero .. " " or "",
        B.esc_html(a.titulo))
    end
  end
  v[#v + 1] = dentro and "</ul></li></ul>" or "</ul>"
  return table.concat(v)
end

local function esquema(c, ruta)
  local v = {}
  for _, a in ipairs(c.apartados) do
    v[#v + 1] = table.concat({ "sec", a.nivel, a.numero, a.titulo, a.ancla },
                             "\t")
  end
  for _, i in ipairs(c.indice) do
    v[#v + 1] = table.concat({ "ind", i.clave, i.texto,
                               i.codigo and "1" or "0", i.ancla }, "\t")
  end
  v[#v + 1] = table.concat({ "cap", c.numero or "", B.texto(titulo_de(c)),
                             c.subtitulo }, "\t")
  B.escribe(ruta, table.concat(v, "\n") .. "\n")
end

local function pagina(c, meta)
  meta.title = pandoc.MetaInlines(titulo_de(c))
  meta.subtitulo = pandoc.MetaInlines(B.inlines(c.subtitulo))
  meta.pagetitle = B.texto(titulo_de(c)) .. " · " .. B.texto(meta.libro)
  if c.numero then meta.numero = tostring(c.numero) end
  meta.anterior, meta.siguiente = vecino(c, -1), vecino(c, 1)
  local v = c.salida
  v:extend(nota_de_programas(c))
  if c.cita then
    v:insert(pandoc.Header(2, B.inlines("Bibliografía"),
                           pandoc.Attr("bibliografia", { "unnumbered" })))
    table.insert(c.apartados, { nivel = 2, numero = "",
                                titulo = "Bibliografía",
                                ancla = "bibliografia" })
    v:insert(pandoc.Div({}, pandoc.Attr("refs")))
  end
  if #c.apartados > 1 then
    meta.apartados = pandoc.MetaBlocks({ B.crudo(lista_de_apartados(c)) })
  end
  if meta.esquema then
    local ruta = B.texto(meta.esquema)
    esquema(c, ruta)
    apunta_programas(c, (ruta:gsub("tsv$", "programas")))
    B.escribe((ruta:gsub("tsv$", "textos")), T.de(
      (c.numero and c.numero .. ". " or "") .. B.texto(titulo_de(c)), v))
  end
  return v
end

-- ---- lo que ve pandoc ----

local function lee_meta(m)
  local function texto(k) return m[k] and B.texto(m[k]) or "" end
  B.build = texto("build") ~= "" and texto("build") or "build"
  B.docente = texto("edicion") == "docente"
  B.libro = texto("modo") == "libro"
  B.borrador = texto("borrador") ~= ""
  for nombre in texto("capitulos"):gmatch("%S+") do
    table.insert(B.capitulos, nombre)
  end
  local bib = m.bibliography
  if bib then
    for _, b in ipairs(bib.t == "MetaList" and bib or
                       pandoc.utils.type(bib) == "List" and bib or { bib })
    do
      P.lee_obras(B.texto(b))
    end
  end
  m.docente = B.docente or nil
  E.paginas = m.paginas and texto("paginas")
  if m.glosario then
    G.lee(texto("glosario"), B.libro and "#glosario-" or "glosario.html#")
  end
end

local function apunta_terminos(doc, ruta)
  local usados = {}
  for _, d in ipairs(doc.blocks) do G.enlaza(d.content, usados) end
  G.escribe_vistos(ruta, usados)
  doc.blocks = {}
  return doc
end

function Pandoc(doc)
  lee_meta(doc.meta)
  local m = doc.meta
  if m.terminos then return apunta_terminos(doc, B.texto(m.terminos)) end
  local capitulos = {}
  -- En el libro se tejen todos, en orden; de una página, lo de antes se lee.
  local vistos = m.vistos and G.lee_vistos(B.texto(m.vistos)) or {}
  for _, d in ipairs(doc.blocks) do
    capitulos[#capitulos + 1] = teje_capitulo(d, vistos)
  end
  for _, c in ipairs(capitulos) do comprueba_enlaces(c) end
  if B.errores > 0 then os.exit(1) end
  if B.libro then
    doc.blocks = libro(capitulos)
  else
    doc.blocks = pagina(capitulos[1], doc.meta)
  end
  return doc
end
