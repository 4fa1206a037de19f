-- textos.lua: lo que se lee en cada sitio de una página, para buscar en
-- ello. Una fila «cap» con el título, y después «sec», con un ancla y el
-- apartado donde está, seguida de sus «txt», uno por párrafo.
local B = require("base")
local T = {}

-- De una cita no se busca la clave; el número de un apartado sobra.
local SIN_CITAS = { Cite = function() return {} end }

local function fila(...)
  local v = { ... }
  for i, s in ipairs(v) do
    v[i] = s:gsub("\\", "\\\\"):gsub("%s+", " ")
  end
  return table.concat(v, "\t")
end

local function texto(el) return B.texto(el:walk(SIN_CITAS)) end

local recorre

local function apartado(r, ancla, titulo)
  r.ancla, r.titulo = ancla, titulo
  r[#r + 1] = fila("sec", ancla, titulo)
end

local function parrafo(r, b)
  local t = texto(b)
  if t:match("%w") then r[#r + 1] = fila("txt", t) end
end

local VER = {
  Para = parrafo, Plain = parrafo,
  Header = function(r, h) apartado(r, h.identifier, texto(h)) end,
  -- Lo que tiene ancla propia se encuentra en ella, y al salir se sigue en
  -- el apartado.
  Div = function(r, d)
    local ancla, titulo = r.ancla, r.titulo
    local propia = d.identifier ~= "" and d.identifier ~= ancla
    if propia then apartado(r, d.identifier, titulo) end
    recorre(r, d.content)
    if propia then apartado(r, ancla, titulo) end
  end,
  BlockQuote = function(r, b) recorre(r, b.content) end,
  Table = function(r, t) recorre(r, t.caption.long) end,
  DefinitionList = function(r, l)
    for _, par in ipairs(l.content) do
      parrafo(r, pandoc.Plain(par[1]))
      for _, d in ipairs(par[2]) do recorre(r, d) end
    end
  end,
}
VER.BulletList = function(r, l)
  for _, item in ipairs(l.content) do recorre(r, item) end
end
VER.OrderedList = VER.BulletList

-- Las pistas y las respuestas están plegadas por algo: ahí no se busca.
function recorre(r, bloques)
  local plegado = false
  for _, b in ipairs(bloques) do
    if b.t == "RawBlock" and b.text:match("^</?details") then
      plegado = b.text:sub(2, 2) ~= "/"
    elseif VER[b.t] and not plegado then
      VER[b.t](r, b)
    end
  end
end

function T.de(titulo, bloques)
  local r = { fila("cap", titulo) }
  apartado(r, "cap", titulo)
  recorre(r, bloques)
  return table.concat(r, "\n") .. "\n"
end

return T
