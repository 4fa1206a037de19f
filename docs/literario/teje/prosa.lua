-- prosa.lua: lo que va dentro de un párrafo: referencias, datos, índice,
-- código en línea.
local B = require("base")
local K = require("capitulo")
local P = { obras = {} }

-- ---- referencias ----

local function una(c, cita)
  local otro, ref = K.busca(c, cita.id)
  if not ref then
    B.error(K.lugar(c, "@" .. cita.id),
            "«@%s» no lleva a ninguna parte", cita.id)
    return pandoc.Strong({ pandoc.Str("¿" .. cita.id .. "?") })
  end
  local n = K.numero(otro, ref)
  if ref.tipo == "eq" then n = "(" .. n .. ")" end
  local rotulo = K.NOMBRES[ref.tipo] .. "\u{A0}" .. n
  return pandoc.Link({ pandoc.Str(rotulo) }, K.destino(c, otro, ref), "",
                     pandoc.Attr("", { "ref" }))
end

local function es_referencia(cita)
  local tipo = cita.id:match("^(%l+):")
  return tipo and K.NOMBRES[tipo] ~= nil
end

-- «figura 3.2, tabla 3.1 y apartado 3.4»; nil si son obras.
local function referencia(c, cite)
  local n, v = #cite.citations, pandoc.Inlines({})
  for i, cita in ipairs(cite.citations) do
    if not es_referencia(cita) then
      if not P.obras[cita.id] then
        B.error(K.lugar(c, "@" .. cita.id),
                "la obra «%s» no está en la bibliografía", cita.id)
      end
      c.cita = true
      return nil
    end
    if i > 1 then
      v:insert(pandoc.Str(i < n and "," or ""))
      v:insert(pandoc.Space())
      if i == n then v:extend({ pandoc.Str("y"), pandoc.Space() }) end
    end
    v:insert(una(c, cita))
  end
  return v
end

local function empieza_frase(lista, i)
  local antes, punto = lista[i - 1], lista[i - 2]
  if not (antes and (antes.t == "Space" or antes.t == "SoftBreak")) then
    return false
  end
  if not (punto and punto.t == "Str") then return false end
  local s = punto.text
  return s:match("[.?!…]$") ~= nil and not s:match("^%a%a?%a?%.$")
end

local function capitaliza(inline)
  if inline.t == "Link" and inline.classes:includes("ref") then
    inline.content[1].text = B.mayuscula(inline.content[1].text)
  end
end

-- ---- índice alfabético ----

-- «tiempo de CPU!de sistema» es una entrada dentro de otra.
local function niveles(clave)
  local v = {}
  for parte in (clave .. "!"):gmatch("(.-)!") do
    if parte ~= "" then v[#v + 1] = parte end
  end
  return v
end

-- Una parte de la entrada, como makeindex la quiere: «clave@texto».
local function para_makeindex(parte, es_codigo)
  local tex = B.esc_tex(parte)
  if es_codigo then tex = "\\texttt{" .. tex .. "}" end
  local clave = B.clave_alfabetica(parte):gsub('[!@|"\\{}%%#]', "")
  return clave .. "@" .. tex:gsub('[!@|"]', '"%0')
end

local function al_indice(c, span)
  local texto = B.texto(span.content)
  local clave = span.attributes.clave or texto
  local es_codigo = not span.attributes.clave and #span.content == 1
      and span.content[1].t == "Code"
  local partes = niveles(clave)
  local ancla = ("ind-%d"):format(#c.indice + 1)
  table.insert(c.indice, {
    clave = B.clave_alfabetica(clave):gsub("^%W+", ""), ancla = ancla,
    texto = table.concat(partes, ", "), codigo = es_codigo })
  local id = K.pon_ancla(c, ancla)
  if B.html then return pandoc.Span(span.content, pandoc.Attr(id)) end
  for i, parte in ipairs(partes) do
    partes[i] = para_makeindex(parte, es_codigo)
  end
  local v = pandoc.Inlines(span.content)
  v:insert(B.crudo_en("\\index{" .. table.concat(partes, "!") .. "}"))
  return v
end

-- ---- código en línea ----

-- Un nombre largo se puede partir tras «_», «/», «.», «(»… sin guion.
local function codigo(el)
  local t = el.text
  local tex = {}
  for _, cp in utf8.codes(t) do
    local ch = utf8.char(cp)
    tex[#tex + 1] = B.esc_tex(ch)
    if #t > 14 and ch:match("[_/.,=:(>]") then
      tex[#tex + 1] = "\\allowbreak{}"
    end
  end
  return B.crudo_en("\\cod{" .. table.concat(tex) .. "}")
end

-- En papel, la dirección de un enlace se lee en una nota.
local function enlace(el)
  if not el.target:match("^https?://") then return nil end
  if B.texto(el.content) == el.target then return nil end
  return { el, B.crudo_en("\\footnote{\\url{"
                          .. el.target:gsub("[%%#]", "\\%0") .. "}}") }
end

-- ---- todo junto ----

local ATRIBUTOS = { clave = true, lang = true }

local function span(c, el)
  if el.classes:includes("dato") then
    return c.cifras:dato(B.texto(el.content))
  elseif el.classes:includes("indice") then
    return al_indice(c, el)
  elseif el.identifier ~= "" then
    -- Lo demás que lleve un término del glosario es para glosario.lua.
    return pandoc.Span(el.content,
                       pandoc.Attr(K.pon_ancla(c, el.identifier)))
  end
  for _, clase in ipairs(el.classes) do
    B.error(K.lugar(c, "clase " .. clase), "no sé qué es «.%s»", clase)
  end
  for k in pairs(el.attributes) do
    if not ATRIBUTOS[k] then
      B.error(K.lugar(c, "clase"), "no sé qué es «%s=»", k)
    end
  end
end

local function lista(c)
  return function(v)
    local sal = pandoc.Inlines({})
    for i, el in ipairs(v) do
      local r = el.t == "Cite" and referencia(c, el)
      if r then
        if empieza_frase(v, i) then capitaliza(r[1]) end
        sal:extend(r)
      else
        sal:insert(el)
      end
    end
    return sal
  end
end

-- Los manejadores para walk; en un título el código se queda como está,
-- para que llegue a los marcadores del PDF.
function P.manejadores(c, titulo)
  return {
    Inlines = lista(c),
    Span = function(el) return span(c, el) end,
    Code = B.latex and not titulo and codigo or nil,
    Link = B.latex and not titulo and enlace or nil,
  }
end

function P.inlines(c, v, titulo)
  v = pandoc.Inlines(v):walk(P.manejadores(c, titulo))
  if v[1] then capitaliza(v[1]) end
  return v
end

function P.atributo(c, s) return P.inlines(c, B.inlines(s)) end

-- Las claves de los .bib, para decir dónde está la que falta.
function P.lee_obras(ruta)
  for clave in (B.lee(ruta) or ""):gmatch("@%a+%s*{%s*([^%s,]+)%s*,") do
    P.obras[clave] = true
  end
end

return P
