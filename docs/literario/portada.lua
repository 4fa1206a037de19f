-- portada.lua: la portada del sitio, su índice alfabético y los textos en
-- que se busca, con lo que cada página dejó apuntado (teje.lua,
-- -M esquema=…). que: portada, indice o textos.
--
--   pandoc /dev/null -L docs/literario/portada.lua -M que=portada \
--          -M esquemas="…/01-secuencial.tsv …" …
package.path = (PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or ".")
    .. "/teje/?.lua;" .. package.path
local B = require("base")

local function lee(ruta)
  local c = { secciones = {}, indice = {},
              nombre = ruta:match("([^/]+)%.tsv$") }
  for _, f in ipairs(B.tsv(ruta)) do
    if f[1] == "cap" then
      c.numero, c.titulo, c.subtitulo = f[2], f[3], f[4]
    elseif f[1] == "sec" then
      table.insert(c.secciones, { nivel = f[2], numero = f[3],
                                  titulo = f[4], ancla = f[5] })
    else
      table.insert(c.indice, { clave = f[2], texto = f[3],
                               codigo = f[4] == "1", ancla = f[5] })
    end
  end
  return c
end

local function enlace(c, ancla, texto)
  return ('<a href="%s.html%s">%s</a>'):format(
    c.nombre, ancla and "#" .. ancla or "", B.esc_html(texto))
end

local function contenido(capitulos)
  local v = { '<h2 id="contenido">Contenido</h2>', '<ol class="contenido">' }
  for _, c in ipairs(capitulos) do
    local dentro = {}
    for _, s in ipairs(c.secciones) do
      if s.nivel == "2" and s.numero ~= "" then
        dentro[#dentro + 1] = ("<li>%s</li>"):format(
          enlace(c, s.ancla, s.numero .. "\u{2002}" .. s.titulo))
      end
    end
    v[#v + 1] = ('<li><span class="n">%s</span><div><span class="t">%s'
                 .. '</span><br><span class="s">%s</span>%s</div></li>')
      :format(c.numero or "", enlace(c, nil, c.titulo),
              B.esc_html(c.subtitulo or ""), #dentro == 0 and ""
              or "<ol>\n" .. table.concat(dentro, "\n") .. "\n</ol>")
  end
  v[#v + 1] = "</ol>"
  return v
end

-- «fork, llamada» en 3.2 y 4.1: una línea por término.
local function terminos(capitulos)
  local por_texto, v = {}, {}
  for _, c in ipairs(capitulos) do
    for _, i in ipairs(c.indice) do
      local t = por_texto[i.texto]
      if not t then
        t = { clave = i.clave, texto = i.texto, codigo = i.codigo,
              donde = {} }
        por_texto[i.texto] = t
        v[#v + 1] = t
      end
      table.insert(t.donde, enlace(c, i.ancla, c.numero))
    end
  end
  table.sort(v, function(a, b)
    if a.clave ~= b.clave then return a.clave < b.clave end
    return a.texto < b.texto
  end)
  return v
end

local function indice(capitulos)
  local v = { "<h1>Índice alfabético</h1>",
              "<p>El número es el del capítulo.</p>",
              '<div class="indice">' }
  local letra
  for _, t in ipairs(terminos(capitulos)) do
    local l = t.clave:match("^%a") and t.clave:sub(1, 1):upper() or "Símbolos"
    if t.clave:match("^n~") then l = "Ñ" end
    if l ~= letra then
      if letra then v[#v + 1] = "</ul>" end
      v[#v + 1] = "<h2>" .. l .. "</h2><ul>"
      letra = l
    end
    local texto = B.esc_html(t.texto)
    if t.codigo then texto = "<code>" .. texto .. "</code>" end
    v[#v + 1] = "<li>" .. texto .. "&nbsp; " .. table.concat(t.donde, ", ")
        .. "</li>"
  end
  v[#v + 1] = (letra and "</ul>" or "") .. "</div>"
  return v
end

-- El dibujo de la portada: doce hilos, y cuándo trabaja cada uno.
local HILOS = { { 16, 136 }, { 60, 54 }, { 0, 82 }, { 100, 62 }, { 40, 142 },
                { 0, 47 }, { 26, 60 }, { 86, 96 } }

local function hilos()
  local v = {}
  for i, h in ipairs(HILOS) do
    v[i] = { y = tostring(6 * i - 3), x = tostring(h[1]),
             w = tostring(h[2]), o = ("%.2f"):format(0.95 - 0.07 * i) }
  end
  return v
end

-- ---- los textos donde se busca ----

local function cadena(s)
  return '"' .. s:gsub('[\\"]', "\\%0") .. '"'
end

-- [página, título, [[ancla, apartado, párrafo…]…]]; un párrafo vacío es el
-- título del apartado, que sale una vez.
local function de_pagina(ruta)
  local v, sitio, visto, titulo = {}, nil, {}, ""
  local function acaba()
    if sitio and #sitio > 2 then
      v[#v + 1] = "[" .. table.concat(sitio, ",") .. "]"
    end
  end
  for _, f in ipairs(B.tsv(ruta)) do
    if f[1] == "cap" then
      titulo = f[2]
    elseif f[1] == "sec" then
      acaba()
      sitio = { cadena(f[2]), cadena(f[3]) }
      if not visto[f[3]] then sitio[3] = '""' end
      visto[f[3]] = true
    else
      sitio[#sitio + 1] = cadena(f[2])
    end
  end
  acaba()
  return ("[%s,%s,[\n%s]]"):format(
    cadena(ruta:match("([^/]+)%.textos$") .. ".html"), cadena(titulo),
    table.concat(v, ",\n"))
end

local function textos(doc, rutas)
  local v = {}
  for ruta in rutas:gmatch("%S+") do v[#v + 1] = de_pagina(ruta) end
  doc.blocks = { pandoc.RawBlock("html", "window.TEXTOS = [\n"
                                 .. table.concat(v, ",\n") .. "];") }
  return doc
end

function Pandoc(doc)
  local m = doc.meta
  if B.texto(m.que) == "textos" then
    return textos(doc, B.texto(m.esquemas))
  end
  local capitulos = {}
  for ruta in B.texto(m.esquemas):gmatch("%S+") do
    capitulos[#capitulos + 1] = lee(ruta)
  end
  local v
  if B.texto(m.que) == "portada" then
    v = contenido(capitulos)
    m.portada, m.hilo = true, hilos()
    m.pagetitle = B.texto(m.libro)
  else
    v = indice(capitulos)
    m.pagetitle = "Índice alfabético · " .. B.texto(m.libro)
  end
  m.docente = B.texto(m.edicion or "") == "docente" or nil
  doc.blocks = { pandoc.RawBlock("html", table.concat(v, "\n")) }
  return doc
end
