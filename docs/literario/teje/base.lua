-- base.lua: lo que comparten los módulos del tejedor: en qué formato se
-- escribe, cómo se dice un error y cómo se escapa un texto.
local B = {
  latex = FORMAT:match("latex") ~= nil,
  epub = FORMAT:match("epub") ~= nil,
  errores = 0,
  -- Los fija teje.lua al leer los metadatos:
  build = "build", docente = false, libro = false, borrador = false,
  capitulos = {},
}
B.html = not B.latex
B.texto = pandoc.utils.stringify

-- ---- errores ----

local dichos = {}

local function di(lugar, que, mensaje)
  local linea = ("%s: %s: %s\n"):format(lugar or "?", que, mensaje)
  if not dichos[linea] then io.stderr:write(linea) end
  dichos[linea] = true
end

function B.error(lugar, mensaje, ...)
  di(lugar, "error", mensaje:format(...))
  B.errores = B.errores + 1
end

-- Lo que falta por medir o por ejecutar no impide ver un borrador.
function B.falta(lugar, mensaje, ...)
  if B.borrador then
    di(lugar, "aviso", mensaje:format(...))
  else
    B.error(lugar, mensaje, ...)
  end
end

function B.lugar(el)
  local a = el.attributes
  return a.fuente and (a.fuente .. ":" .. a.linea) or "?"
end

-- ---- ficheros ----

function B.lee(ruta)
  local f = io.open(ruta, "rb")
  if not f then return nil end
  local t = f:read("a")
  f:close()
  return t
end

-- Escribe solo si cambia: make mira las fechas.
function B.escribe(ruta, t)
  if B.lee(ruta) == t then return end
  local f = assert(io.open(ruta, "wb"))
  f:write(t)
  f:close()
end

local DESESCAPE = { n = "\n", t = "\t", ["\\"] = "\\" }

-- Filas de un TSV de los que escribe el enredador; {} si no existe.
function B.tsv(ruta)
  local filas = {}
  for l in (B.lee(ruta) or ""):gmatch("[^\n]+") do
    local fila = {}
    for campo in (l .. "\t"):gmatch("(.-)\t") do
      fila[#fila + 1] = campo:gsub("\\(.)", DESESCAPE)
    end
    filas[#filas + 1] = fila
  end
  return filas
end

function B.lineas(t)
  local v = {}
  for l in (t:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do v[#v + 1] = l end
  return v
end

-- ---- escapar ----

local HTML = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
               ['"'] = "&quot;" }

function B.esc_html(s) return (s:gsub('[&<>"]', HTML)) end

local TEX = {
  ["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}",
  ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#", ["%"] = "\\%",
  ["_"] = "\\_", ["^"] = "\\^{}", ["~"] = "\\textasciitilde{}",
  ["'"] = "\\textquotesingle{}", ["`"] = "\\textasciigrave{}",
  ['"'] = "\\textquotedbl{}",
  -- Con la letra fija no hay ligaduras, pero estos textos salen también en
  -- otras letras:
  ["-"] = "-{}", ["<"] = "<{}", [">"] = ">{}",
}

function B.esc_tex(s) return (s:gsub("[\\{}$&#%%_^~'`\"<>-]", TEX)) end

local SIN_ACENTO = {
  ["á"] = "a", ["é"] = "e", ["í"] = "i", ["ó"] = "o", ["ú"] = "u",
  ["ü"] = "u", ["ñ"] = "n", ["Á"] = "A", ["É"] = "E", ["Í"] = "I",
  ["Ó"] = "O", ["Ú"] = "U", ["Ü"] = "U", ["Ñ"] = "N", ["¿"] = "",
  ["¡"] = "",
}

local function sin_acentos(s, enye)
  return (s:gsub("[\xC2-\xF4][\x80-\xBF]+", function(c)
    if enye and (c == "ñ" or c == "Ñ") then return enye end
    return SIN_ACENTO[c]
  end))
end

local MAYUSCULA = { ["á"] = "Á", ["é"] = "É", ["í"] = "Í", ["ó"] = "Ó",
                    ["ú"] = "Ú", ["ñ"] = "Ñ" }

function B.mayuscula(s)
  local c = s:match("^[\xC2-\xF4][\x80-\xBF]+")
  if c then return (MAYUSCULA[c] or c) .. s:sub(#c + 1) end
  return (s:gsub("^%l", string.upper))
end

-- Orden alfabético español: sin acentos y con la ñ entre la n y la o.
function B.clave_alfabetica(s) return sin_acentos(s, "n~"):lower() end

-- Un identificador que vale en HTML y en LaTeX.
function B.ascii(s)
  return (sin_acentos(s):gsub("[^%w:._-]", "-"))
end

-- ---- números ----

local FINO = "\u{202F}" -- espacio fino que no se parte
local DURO = "\u{A0}"

-- «1234567.5» con coma decimal y espacios finos desde 10 000.
local function castellano(entero, resto)
  if #entero > 4 then
    local n = #entero % 3
    local grupos = {}
    if n > 0 then grupos[1] = entero:sub(1, n) end
    for i = n + 1, #entero, 3 do
      grupos[#grupos + 1] = entero:sub(i, i + 2)
    end
    entero = table.concat(grupos, FINO)
  end
  return entero .. resto:gsub("^%.", ",")
end

-- Da formato a un número; los espacios del formato no se parten.
function B.cifra(formato, valor)
  local f = formato:gsub("%%d", "%%.0f")
  local s = f:format(valor)
  s = s:gsub("(%d+)(%.?%d*)", castellano)
  return (s:gsub("^%-", "−"):gsub(" ", DURO))
end

-- ---- trozos de documento ----

function B.crudo(t)
  return pandoc.RawBlock(B.latex and "latex" or "html", t)
end

function B.crudo_en(t)
  return pandoc.RawInline(B.latex and "latex" or "html", t)
end

-- El Markdown de un atributo (pie=, titulo=…), como una lista de inlines.
function B.inlines(s)
  local doc = pandoc.read(s or "", "markdown+smart-raw_html-raw_tex")
  local b = doc.blocks[1]
  return b and b.content or pandoc.Inlines({})
end

-- Una línea de LaTeX o de HTML hecha de inlines entre dos textos crudos.
function B.entre(antes, inlines, despues)
  local v = pandoc.Inlines({ B.crudo_en(antes) })
  v:extend(inlines)
  v:insert(B.crudo_en(despues))
  return pandoc.Plain(v)
end

return B
