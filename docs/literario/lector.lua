-- lector.lua: lee los .md de uno o varios capítulos para pandoc 2.17.
--
--   pandoc -f docs/literario/lector.lua lessons/03-hilos/leccion.md …
--
-- Hace lo que el lector «markdown» de pandoc no sabe hacer:
--   1. admite ```c {archivo=x.c}: sin esto, pandoc 2.17 lo degrada en
--      silencio a código en línea dentro de un párrafo;
--   2. anota en cada bloque y en cada división su fichero y su línea, y
--      apunta dónde están las citas y los datos, para poder decir
--      «fichero:línea: error: …»;
--   3. quita los comentarios HTML y la cabecera YAML de cada lección;
--   4. envuelve cada capítulo en una división .capitulo, con sus
--      apartados un nivel más abajo: así caben varios en un libro.

local DIALECTO = "markdown+smart-raw_html-raw_tex-latex_macros"
    .. "-native_divs-native_spans-yaml_metadata_block"

-- Los valores de los atributos se toman al pie de la letra, como los lee
-- el enredador: para pandoc hay que proteger sus barras.
local function atributos(texto, lugar)
  return ('%s fuente="%s" linea="%d"'):format(texto:gsub("\\", "\\\\"),
                                              lugar.fichero, lugar.linea)
end

local function valla(l, lugar)
  local sangria, signos, resto = l:match("^(%s*)(```+)([^`]*)$")
  if not signos then
    sangria, signos, resto = l:match("^(%s*)(~~~+)(.*)$")
  end
  if not signos then return nil end
  local lengua, dentro = resto:match("^%s*([^%s{]*)%s*{(.*)}%s*$")
  if not dentro then
    lengua, dentro = resto:match("^%s*(%S*)%s*$"), ""
  end
  if not lengua then return nil end
  local clase = lengua ~= "" and "." .. lengua .. " " or ""
  return signos, ("%s%s {%s%s}"):format(sangria, signos, clase,
                                        atributos(dentro, lugar))
end

local function division(l, lugar)
  local signos, dentro = l:match("^%s*(:::+)%s*{(.*)}[%s:]*$")
  if not signos then
    local clase
    signos, clase = l:match("^%s*(:::+)%s*([%w-]+)[%s:]*$")
    if not signos then return nil end
    dentro = "." .. clase
  end
  return ("%s {%s}"):format(signos, atributos(dentro, lugar))
end

-- Apunta la primera línea de cada cita y de cada dato de la prosa.
local function apunta(l, lugar, lugares)
  local function nuevo(clave)
    if not lugares[clave] then
      lugares[clave] = lugar.fichero .. ":" .. lugar.linea
    end
  end
  for id in l:gmatch("@([%w][%w:/._-]*)") do
    nuevo("@" .. id)
    nuevo("@" .. id:gsub("[.:_/-]+$", ""))
  end
  for clave in l:gmatch("%[([^%[%]]*)%]{%.dato") do nuevo("dato " .. clave) end
  for clase in l:gmatch("{%.([%w-]+)") do nuevo("clase " .. clase) end
end

local function sin_comillas(s)
  return s:match('^"(.*)"$') or s:match("^'(.*)'$") or s
end

-- Recorre un fichero; añade sus líneas a «sal», y a «cap» lo que averigüe.
local function recorre(f, cap, sal)
  local abierta, comentario, yaml = nil, false, false
  local n = 0
  for l in (f.text:gsub("\r\n", "\n") .. "\n"):gmatch("(.-)\n") do
    n = n + 1
    local lugar = { fichero = f.name, linea = n }
    if abierta then
      local c = l:match("^%s*([`~]+)%s*$")
      if c and #c >= #abierta and c:sub(1, 1) == abierta:sub(1, 1) then
        abierta = nil
      end
    elseif l == "---" and (n == 1 or yaml) then
      yaml, l = not yaml, ""
    elseif yaml then
      local k, v = l:match("^(%l+):%s*(.-)%s*$")
      if k then cap[k] = cap[k] or sin_comillas(v) end
      l = ""
    elseif comentario or l:match("^<!%-%-") then
      comentario = not l:find("-->", 1, true)
      l = ""
    else
      local signos, nueva = valla(l, lugar)
      if signos then
        abierta, l = signos, nueva
      else
        apunta(l, lugar, cap.lugares)
        l = division(l, lugar) or l
      end
    end
    sal[#sal + 1] = l
  end
  sal[#sal + 1] = ""
end

-- «lessons/03-hilos/leccion.md» es del capítulo 03-hilos;
-- «lessons/glosario.md» no es de ninguno, y se llama como el fichero.
local function capitulo_de(ruta)
  local carpeta, n = ruta:match("^(.*/(%d%d%-[%w-]+))/[^/]+$")
  if n then return n, carpeta end
  return ruta:match("([^/]+)%.md$") or ruta, ruta:match("^(.*)/") or "."
end

local function compone(cap, opciones)
  local doc = pandoc.read(table.concat(cap.texto, "\n"), DIALECTO, opciones)
  local baja = { Header = function(h) h.level = h.level + 1; return h end }
  local lugares = {}
  for k, v in pairs(cap.lugares) do lugares[#lugares + 1] = k .. "\t" .. v end
  table.sort(lugares)
  return pandoc.Div(doc.blocks:walk(baja), pandoc.Attr("", { "capitulo" }, {
    nombre = cap.nombre, carpeta = cap.carpeta, fichero = cap.fichero,
    titulo = cap.title or "", subtitulo = cap.subtitle or "",
    lugares = table.concat(lugares, "\n"),
  }))
end

function Reader(fuentes, opciones)
  local orden, por_nombre = {}, {}
  for _, f in ipairs(fuentes) do
    local nombre, carpeta = capitulo_de(f.name)
    local cap = por_nombre[nombre]
    if not cap then
      cap = { nombre = nombre, carpeta = carpeta, fichero = f.name,
              lugares = {}, texto = {} }
      por_nombre[nombre] = cap
      orden[#orden + 1] = cap
    end
    recorre(f, cap, cap.texto)
  end
  local bloques = {}
  for i, cap in ipairs(orden) do bloques[i] = compone(cap, opciones) end
  return pandoc.Pandoc(bloques)
end
