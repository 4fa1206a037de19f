-- cifras.lua: las cifras de la prosa y las tablas salen de las medidas de
-- referencia que trae el capítulo; nadie las teclea.
local B = require("base")
local K = require("capitulo")
local M = {}
M.__index = M

-- ---- ficheros resumidos: un bloque «# serie» por serie ----

local COLUMNAS = { mediana = 2, q1 = 3, q3 = 4, min = 5, max = 6, n = 7 }

local function lee_resumen(ruta)
  local t = B.lee(ruta)
  if not t then return nil end
  local series, serie = { orden = {} }, nil
  for l in t:gmatch("[^\n]+") do
    local nombre = l:match("^#%s*(.-)%s*$")
    if nombre then
      -- Solo la cabecera que precede a unas filas es una serie.
      serie = { nombre = nombre, filas = {} }
    elseif serie then
      local fila = {}
      for x in l:gmatch("%S+") do
        -- Una x puede no ser un número: «sin-par», un nombre.
        fila[#fila + 1] = tonumber(x) or x
      end
      if #serie.filas == 0 then
        series[serie.nombre] = serie
        series.orden[#series.orden + 1] = serie.nombre
      end
      serie.filas[#serie.filas + 1] = fila
    end
  end
  return series
end

local function fila_de(serie, x)
  for _, f in ipairs(serie.filas) do
    local igual = f[1] == x
    if type(x) == "number" and type(f[1]) == "number" then
      igual = math.abs(f[1] - x) <= 1e-9 * math.max(1, math.abs(x))
    end
    if igual then return f end
  end
end

M.fila_de = fila_de

-- cual: «ref», la referencia, o «res», lo que ha medido el lector.
function M:resumen(datos, cual)
  local ruta = ("%s/datos/%s.%s"):format(
    self.c.build, datos:gsub("%.tsv$", ""), cual or "ref")
  if self.leidos[ruta] == nil then
    self.leidos[ruta] = lee_resumen(ruta) or false
  end
  return self.leidos[ruta] or nil
end

-- ---- lo que se puede usar en una expresión ----

-- La función que responde por un fichero de datos.
local function funcion_de(self, base)
  return function(serie, x, columna)
    local r = self:resumen(base)
    if not r then
      error(("faltan las medidas datos/%s.tsv (make mide LAB=%02d)")
            :format(base, self.c.numero), 0)
    end
    if not r[serie] then
      error(("datos/%s.tsv no tiene la serie «%s»"):format(base, serie), 0)
    end
    local f = x == nil and r[serie].filas[1] or fila_de(r[serie], x)
    if not f then
      error(("la serie «%s» de datos/%s.tsv no tiene x = %s")
            :format(serie, base, x), 0)
    end
    local v = f[COLUMNAS[columna or "mediana"]]
    if type(v) ~= "number" then
      error(("«%s» de datos/%s.tsv vale «%s»"):format(serie, base, v), 0)
    end
    return v
  end
end

local function salida(self)
  return function(id, patron)
    local ruta = ("%s/datos/salidas/%s.txt"):format(self.c.carpeta, id)
    local t = B.lee(ruta)
    if not t then
      error(("falta %s (make mide LAB=%02d)"):format(ruta, self.c.numero),
            0)
    end
    local s = t:match(patron)
    local v = s and tonumber((s:gsub(",", "."):gsub("[%s\u{202F}]", "")))
    if not v then
      error(("en %s no hay un número que case con «%s»")
            :format(ruta, patron), 0)
    end
    return v
  end
end

local function entorno(self)
  local e = {
    math = math, min = math.min, max = math.max, floor = math.floor,
    ceil = math.ceil, abs = math.abs, sqrt = math.sqrt, log = math.log,
    salida = salida(self),
    nucleos = tonumber(self.cabecera.nucleos),
  }
  -- Cualquier otro nombre es el de un fichero de datos.
  return setmetatable(e, {
    __index = function(_, nombre)
      local v = self.valores[nombre]
      if v ~= nil then return v end
      return funcion_de(self, nombre)
    end,
  })
end

-- ---- la máquina de referencia ----

local CLAVES = { ["máquina"] = "maquina", ["núcleos"] = "nucleos",
                 compilador = "compilador", fecha = "fecha" }

-- La dicen las cabeceras de los datos que el capítulo mide, o las de sus
-- salidas de referencia.
local function lee_cabecera(c, div)
  local v = {}
  local function mira(fichero)
    for l in (B.lee(c.carpeta .. "/datos/" .. fichero) or "")
        :gmatch("[^\n]+") do
      local k, valor = l:match("^#%s*([^:]+):%s*(.-)%s*$")
      if not l:match("^#") then break end
      if k and CLAVES[k] then v[CLAVES[k]] = v[CLAVES[k]] or valor end
    end
  end
  div:walk({
    CodeBlock = function(cb)
      if cb.classes[1] == "medida" and cb.attributes.datos then
        mira(cb.attributes.datos)
      end
    end,
  })
  v.nucleos = v.nucleos
      or (v.maquina and v.maquina:match("(%d+)%s+núcleos?"))
  return v
end

-- ---- el bloque «cifras» ----

local function define(self, l, lugar)
  local clave, formato, expresion =
      l:match("^%s*([%w_]+)%s*|%s*(.-)%s*|%s*(.-)%s*$")
  if not clave then
    B.error(lugar, "una cifra se escribe «clave | formato | expresión»")
    return
  end
  if self.textos[clave] then
    B.error(lugar, "la cifra «%s» ya está definida", clave)
    return
  end
  self.textos[clave] = "¿" .. clave .. "?"
  local f, mal = load("return " .. expresion, "=cifra", "t", self.entorno)
  if not f then
    B.error(lugar, "«%s»: %s", clave, mal:gsub("^cifra:%d+: ", ""))
    return
  end
  local ok, valor = pcall(f)
  if not ok then
    B.falta(lugar, "«%s»: %s", clave,
            tostring(valor):gsub("^cifra:%d+: ", ""))
    return
  end
  valor = tonumber(valor)
  if not valor or valor ~= valor then
    B.error(lugar, "«%s» no es un número", clave)
    return
  end
  local bien, texto = pcall(B.cifra, formato, valor)
  if not bien then
    B.error(lugar, "«%s»: el formato «%s» no vale", clave, formato)
    return
  end
  self.valores[clave], self.textos[clave] = valor, texto
end

function M:bloque(cb)
  local fichero = cb.attributes.fuente
  for i, l in ipairs(B.lineas(cb.text)) do
    if l:match("%S") then
      define(self, l, ("%s:%d"):format(fichero, cb.attributes.linea + i))
    end
  end
end

function M:dato(clave)
  local texto = self.textos[clave] or self.cabecera[clave]
  if not texto then
    local lugar = K.lugar(self.c, "dato " .. clave)
    if clave == "maquina" or clave == "nucleos" or clave == "compilador"
       or clave == "fecha" then
      B.falta(lugar, "las medidas de referencia no dicen «%s»", clave)
    else
      B.error(lugar, "no hay ninguna cifra «%s»", clave)
    end
    texto = "¿" .. clave .. "?"
  end
  return pandoc.Str(texto)
end

-- Las cifras de un capítulo. Las lee antes de tejer nada: la prosa puede
-- usar una que se define más abajo.
function M.abre(c, div)
  local self = setmetatable({ c = c, leidos = {}, textos = {},
                              valores = {} }, M)
  self.cabecera = lee_cabecera(c, div)
  self.entorno = entorno(self)
  div:walk({
    CodeBlock = function(cb)
      if cb.classes[1] == "cifras" then self:bloque(cb) end
    end,
  })
  return self
end

-- ---- el bloque «tabla» ----

local function filas_pedidas(texto)
  local v = {}
  for clave, rotulo in texto:gmatch("(%S-)='([^']*)'") do
    v[#v + 1] = { clave = clave, rotulo = rotulo }
  end
  return v
end

local function celda(v, por, decimales)
  if type(v) ~= "number" then return tostring(v or "") end
  return B.cifra("%." .. decimales .. "f", v * por)
end

-- «1e6», o uno por columna: «1e6 1e6 1e6».
local function por_columna(texto, i, omision)
  local v = {}
  for x in (texto or ""):gmatch("%S+") do v[#v + 1] = tonumber(x) end
  return v[i] or v[1] or omision
end

-- Devuelve el Markdown de una tabla de barras, o nil y el motivo.
function M:tabla(cb)
  local a = cb.attributes
  local r = self:resumen(a.datos or "")
  local rotulos, pie = cb.text:match("^([^\n]+)\n(.*)$")
  if not rotulos then
    return nil, "una tabla lleva una línea de rótulos y un pie"
  end
  local filas = filas_pedidas(a.filas or "")
  if not r then
    return nil, "faltan las medidas datos/" .. tostring(a.datos), pie, true
  end
  if #filas == 0 then
    for _, s in ipairs(r.orden) do
      filas[#filas + 1] = { clave = s, rotulo = s }
    end
  end
  local columnas, varias_x = {}, false
  for col in (a.columnas or "mediana q1 q3"):gmatch("%S+") do
    if not COLUMNAS[col] then return nil, "no hay columna «" .. col .. "»" end
    columnas[#columnas + 1] = col
  end
  for _, f in ipairs(filas) do
    if not r[f.clave] then
      return nil, ("%s no tiene la serie «%s»"):format(a.datos, f.clave)
    end
    varias_x = varias_x or #r[f.clave].filas > 1
  end
  local md = { "| " .. rotulos:gsub("^%s*|", ""):gsub("|%s*$", "") .. " |" }
  local n = select(2, rotulos:gsub("|", "|")) + 1
  local esperadas = #columnas + (varias_x and 2 or 1)
  if n ~= esperadas then
    return nil, ("hay %d rótulos y %d columnas"):format(n, esperadas)
  end
  md[2] = (varias_x and "|--:|:--|" or "|:--|") .. ("--:|"):rep(#columnas)
  for _, f in ipairs(filas) do
    for _, fila in ipairs(r[f.clave].filas) do
      local v = {}
      if varias_x then
        v[1] = type(fila[1]) == "number" and B.cifra("%.10g", fila[1])
            or fila[1]
      end
      v[#v + 1] = f.rotulo
      for i, col in ipairs(columnas) do
        v[#v + 1] = celda(fila[COLUMNAS[col]],
                          por_columna(a.por, i, 1),
                          math.floor(por_columna(a.decimales, i, 0)))
      end
      md[#md + 1] = "| " .. table.concat(v, " | ") .. " |"
    end
  end
  return table.concat(md, "\n"), pie
end

return M
