-- frente.lua: lo que el prólogo y los apéndices dicen del propio curso. Nada de ello
-- se escribe a mano: el mapa sale de las cabeceras de los capítulos (mapa.sh); el
-- calendario, de sus páginas, sus prácticas y sus puntos; las órdenes, de
-- «make help»; los paquetes, de dependencias.tsv.
local B = require("base")
local K = require("capitulo")
local F = require("figuras")
local P = require("prosa")
local E = { paginas = nil }

-- A qué ritmo, en el calendario: páginas y líneas de C por hora, y el rato
-- fijo de una práctica, en minutos.
local LEE, ESCRIBE, FIJO = 12, 20, 60

local function lee_md(texto)
  return pandoc.read(texto, "markdown+smart-raw_html-raw_tex").blocks
end

-- ---- el mapa ----

function E.mapa(c, cb)
  local base = B.build .. "/libro/mapa"
  local pie = B.inlines(cb.text)
  if B.latex then
    return { B.entre(("\\begin{figure}[!htbp]\\centering\n\\includegraphics"
      .. "[max width=\\linewidth]{%s.pdf}\n\\pie{}{"):format(base), pie,
      "}\n\\end{figure}") }
  end
  local svg = B.lee(base .. ".svg")
  if not svg then B.falta(B.lugar(cb), "falta el dibujo %s.svg", base) end
  return {
    pandoc.RawBlock("html", '<figure class="dibujo">' .. (svg
      and F.incrustado(svg, "mapa_", cb.attributes.alt)
      or "<p>" .. B.esc_html(cb.attributes.alt) .. "</p>")),
    B.entre("<figcaption>", pie, "</figcaption>"),
    pandoc.RawBlock("html", "</figure>"),
  }
end

-- ---- el calendario ----

-- Las líneas que pone el estudiante: las de la solución que el esqueleto no tiene.
local function lineas(carpeta, fichero)
  local tiene, n = {}, 0
  for l in (B.lee(carpeta .. "/esqueleto/" .. fichero) or "")
      :gmatch("[^\n]+") do
    tiene[l] = (tiene[l] or 0) + 1
  end
  for l in (B.lee(carpeta .. "/solucion/" .. fichero) or "")
      :gmatch("[^\n]+") do
    if (tiene[l] or 0) > 0 then
      tiene[l] = tiene[l] - 1
    elseif l:match("%S") and not l:match("^%s*/?%*") then
      n = n + 1
    end
  end
  return n
end

local function practica(nombre)
  local carpeta = B.build .. "/" .. nombre
  local p = { lineas = 0, puntos = 0, pruebas = 0 }
  for _, f in ipairs(B.tsv(carpeta .. "/manifiesto.tsv")) do
    if f[1] == "fichero" then
      p.lineas = p.lineas + lineas(carpeta .. "/lab", f[2])
    elseif f[1] == "prueba" then
      p.puntos = p.puntos + tonumber(f[4])
      p.pruebas = p.pruebas + 1
    end
  end
  return p
end

-- «04» -> su carpeta, y la del que le sigue.
local function busca(nn)
  for i, nombre in ipairs(B.capitulos) do
    if nombre:sub(1, 2) == nn then return nombre, B.capitulos[i + 1] end
  end
end

-- Las páginas de un capítulo: en el libro las cuenta LaTeX; en el sitio y en el
-- EPUB son las del libro, si lo hay.
local function de_paginas(nn, siguiente)
  if B.latex then
    return ("\\paginasentre{c%s-cap}{%s}"):format(nn, siguiente
      and "c" .. siguiente:sub(1, 2) .. "-cap" or "fin-capitulos")
  end
  for _, f in ipairs(B.tsv(E.paginas or "")) do
    if tonumber(f[1]) == tonumber(nn) then return tonumber(f[2]) end
  end
end

local function suma_de_paginas(v, minutos)
  if B.latex then
    local s = #v > 0 and table.concat(v, "+") or "0"
    return ("`\\the\\numexpr %s\\relax`{=latex}"):format(s),
        ("`\\the\\numexpr ((%s)*%d+%d)/60\\relax`{=latex}"):format(
          s, 60 // LEE, minutos)
  end
  local s = 0
  for _, n in ipairs(v) do s = s + n end
  return tostring(s), ("%.0f"):format((s * 60 / LEE + minutos) / 60)
end

-- Cada línea: capítulos que se leen | prácticas que se entregan | en clase.
function E.calendario(c, cb)
  local filas = { "| | Se lee | Páginas | Se entrega | Horas | En clase |",
                  "|--:|:------------------|----:|:-----|---:|:-----------------------|" }
  local todas, minutos, puntos, n = {}, 0, 0, 0
  local function fila(semana, leen, entregan, clase)
    local paginas, titulos, labs, m = {}, {}, {}, 0
    for nn in leen:gmatch("%d%d") do
      local nombre, siguiente = busca(nn)
      if nombre then
        local ref = K.ajeno(nn).refs["cap:" .. nombre]
        titulos[#titulos + 1] = tonumber(nn) .. ".\u{A0}" .. ref.titulo
        local p = de_paginas(nn, siguiente)
        paginas[#paginas + 1], todas[#todas + 1] = p, p
      end
    end
    for nn in entregan:gmatch("%d%d") do
      local nombre = busca(nn)
      if nombre then
        local p = practica(nombre)
        m = m + FIJO + p.lineas * 60 // ESCRIBE
        puntos = puntos + p.puntos
        labs[#labs + 1] = "`" .. nn .. "`"
      end
    end
    minutos = minutos + m
    local s, h = suma_de_paginas(paginas, m)
    filas[#filas + 1] = ("| %d | %s | %s | %s | %s | %s |"):format(
      semana, table.concat(titulos, "; "), s, table.concat(labs, ", "), h,
      clase)
  end
  for l in cb.text:gmatch("[^\n]+") do
    n = n + 1
    fila(n, l:match("^%s*(.-)%s*|%s*(.-)%s*|%s*(.-)%s*$"))
  end
  local s, h = suma_de_paginas(todas, minutos)
  filas[#filas + 1] = ("| Todo | | %s | %d puntos | %s | |"):format(
    s, puntos, h)
  return E.tabla(c, table.concat(filas, "\n"))
end

function E.tabla(c, md)
  local v = pandoc.Blocks({})
  for _, b in ipairs(lee_md(md .. "\n")) do
    v:extend(b.t == "Table" and F.tabla(c, b) or { b })
  end
  return v
end

-- Lo que cuesta cada práctica.
function E.practicas(c)
  local filas = { "| Práctica | Líneas tuyas | Pruebas | Puntos |",
                  "|:------|--:|--:|--:|" }
  for _, nombre in ipairs(B.capitulos) do
    local p = practica(nombre)
    filas[#filas + 1] = ("| `labs/%s` | %d | %d | %d |"):format(
      nombre, p.lineas, p.pruebas, p.puntos)
  end
  return E.tabla(c, table.concat(filas, "\n"))
end

-- ---- las órdenes y los paquetes ----

-- Con qué se compila, como lo dice docs/base.mk.
function E.opciones()
  local t = B.lee(B.build .. "/libro/opciones.txt") or ""
  return { pandoc.CodeBlock((t:gsub("\n$", ""))) }
end

-- Las de «make help», como una lista; con «quien», solo las de esos.
function E.ordenes(c, cb)
  local quien, v = cb.attributes.quien, {}
  for l in (B.lee(B.build .. "/libro/ordenes.txt") or ""):gmatch("[^\n]+") do
    local orden, que = l:match("^(make .-)  +(.*)$")
    if not orden then orden, que = l:match("^(make %S+)%s+(.*)$") end
    local suya = que:match("^%((%l+)%)")
    que = que:gsub("^%(autores%) ", ""):gsub("^%(docentes%) ", "")
    if (suya == "autores" or suya == "docentes") and suya == quien
        or not (suya == "autores" or suya == "docentes") and not quien then
      que = que:gsub("[A-Z]+=[^ ,;:)]*", "`%0`")
          :gsub("«(make [^»]*)»", "`%1`")
          :gsub("build/[%w./-]*", "`%0`"):gsub("%f[%w]labs/", "`%0`")
          :gsub("solutions/", "`%0`")
      v[#v + 1] = { { pandoc.Code(orden) },
                    { { pandoc.Plain(P.inlines(c, B.inlines(que))) } } }
    end
  end
  return { pandoc.DefinitionList(v) }
end

function E.paquetes(c, cb)
  local quiere = cb.attributes.grupo
  local filas = { "| Paquete | Para qué |", "|:-------|:----------------|" }
  local donde = {}
  for l in (B.lee("docs/dependencias.tsv") or ""):gmatch("[^\n]+") do
    local _, paquete, grupo, para = l:match("^([^#\t]+)\t(.-)\t(.-)\t(.*)$")
    if grupo == quiere and not donde[paquete] then
      donde[paquete] = true
      filas[#filas + 1] = ("| `%s` | %s |"):format(paquete,
        (para:gsub("make bench[%w= ]*", "`%0`")))
    end
  end
  return E.tabla(c, table.concat(filas, "\n"))
end

return E
