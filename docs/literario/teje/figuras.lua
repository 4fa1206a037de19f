-- figuras.lua: gráficas, diagramas, tablas y ecuaciones.
local B = require("base")
local K = require("capitulo")
local P = require("prosa")
local F = {}

-- ---- SVG dentro de la página ----

-- Los programas que dibujan repiten los mismos identificadores en todos
-- los SVG; el negro se hace del color del texto, para el modo oscuro.
local function incrustado(svg, prefijo, a)
  svg = svg:gsub("^%s*<%?xml.-%?>%s*", ""):gsub("<!DOCTYPE.->%s*", "")
      :gsub("<!%-%-.-%-%->", "")
      :gsub("<title>.-</title>", ""):gsub("<desc>.-</desc>", "")
  for _, q in ipairs({ '"', "'" }) do
    svg = svg:gsub("(%sid=" .. q .. ")", "%1" .. prefijo)
        :gsub("(href=" .. q .. "#)", "%1" .. prefijo)
        :gsub("=" .. q .. "black" .. q, "=" .. q .. "currentColor" .. q)
        :gsub("=" .. q .. "rgb%(%s*0%s*,%s*0%s*,%s*0%s*%)" .. q,
              "=" .. q .. "currentColor" .. q)
        :gsub("=" .. q .. "rgb%(0%%,%s*0%%,%s*0%%%)" .. q,
              "=" .. q .. "currentColor" .. q)
  end
  svg = svg:gsub("url%(%s*#", "url(#" .. prefijo)
      :gsub('(%sd=")%s*"', '%1M0 0"')
      :gsub("rgb%(0%%,%s*0%%,%s*0%%%)", "currentColor")
  local ids = ("%st"):format(prefijo)
  local cabecera = ('<svg role="img" aria-labelledby="%s"'):format(ids)
  local dentro = ("<title id=\"%s\">%s</title>"):format(
    ids, B.esc_html(a.alt))
  if a.desc then
    dentro = dentro .. "<desc>" .. B.esc_html(a.desc) .. "</desc>"
  end
  return (svg:gsub("<svg", cabecera, 1)
      :gsub("(<svg[^>]*>)", function(s) return s .. dentro end, 1))
end

local function figura_tex(c, cb, base, ref, pie)
  local antes = ("\\begin{figure}[!htbp]\\centering\n\\ancla{%s}"
                 .. "\\includegraphics[max width=\\linewidth]{%s.pdf}\n"
                 .. "\\pie{Figura %s.}{"):format(
    K.pon_ancla(c, cb.identifier), base, K.numero(c, ref))
  return { B.entre(antes, pie, "}\n\\end{figure}") }
end

local function figura_html(c, cb, base, ref, pie)
  local svg = B.lee(base .. ".svg")
  if not svg then
    B.falta(B.lugar(cb), "falta el dibujo %s.svg", base)
  end
  local prefijo = B.ascii(K.ancla(c, cb.identifier)):gsub("%W", "") .. "_"
  local figura = svg and incrustado(svg, prefijo, cb.attributes)
      or "<p>(" .. B.esc_html(cb.attributes.alt) .. ")</p>"
  return { pandoc.Div({
    pandoc.RawBlock("html", "<figure class=\"dibujo\">" .. figura),
    B.entre(("<figcaption><b>Figura %s.</b> "):format(K.numero(c, ref)),
            pie, "</figcaption>"),
    pandoc.RawBlock("html", "</figure>"),
  }, pandoc.Attr(K.pon_ancla(c, cb.identifier))) }
end

-- Lo que la medida del lector ha dejado dicho: qué menguó, qué falta.
local function pon_notas(c, cb, pie)
  local datos = (cb.attributes.datos or ""):gsub("%.tsv$", "")
  local res = B.lee(("%s/%s/datos/%s.res"):format(B.build, c.nombre, datos))
  local dichas = {}
  for nota in (res or ""):gmatch("#: nota: ([^\n]+)") do
    if not dichas[nota] then
      dichas[nota] = true
      pie:insert(pandoc.Space())
      pie:extend(B.inlines("En tu máquina: " .. nota .. "."))
    end
  end
  return pie
end

function F.dibujo(c, cb, tipo)
  local fila = c.bloques[B.lugar(cb) .. " " .. tipo]
  local ref = c.refs[cb.identifier]
  if not fila or not ref then
    B.error(B.lugar(cb), "una figura necesita #fig:nombre")
    return {}
  end
  for _, k in ipairs({ "pie", "alt" }) do
    if not cb.attributes[k] then
      B.error(B.lugar(cb), "a la figura le falta «%s=»", k)
      return {}
    end
  end
  local pie = pon_notas(c, cb, P.atributo(c, cb.attributes.pie))
  if B.latex then
    if not B.lee(fila[3] .. ".pdf") then
      B.falta(B.lugar(cb), "falta el dibujo %s.pdf", fila[3])
      return {}
    end
    return figura_tex(c, cb, fila[3], ref, pie)
  end
  return figura_html(c, cb, fila[3], ref, pie)
end

-- ---- tablas ----

-- pandoc 2.17 no lee «{#tbl:x}» en el pie: lo deja como texto.
local function id_de_pie(pie)
  local bloque = pie[#pie]
  local ultimo = bloque and bloque.content[#bloque.content]
  local id = ultimo and ultimo.t == "Str"
      and ultimo.text:match("^{#(tbl:[^}]+)}$")
  if not id then return nil end
  bloque.content:remove()
  if #bloque.content > 0
     and bloque.content[#bloque.content].t:match("Space")
     or #bloque.content > 0
     and bloque.content[#bloque.content].t == "SoftBreak" then
    bloque.content:remove()
  end
  return id
end

-- Si la esquina de arriba está vacía, la primera columna rotula las filas.
local function rotula_filas(t)
  local fila = t.head.rows[1]
  local esquina = fila and (fila.cells or fila[2])[1]
  if not B.html or not esquina or B.texto(esquina.contents) ~= "" then
    return
  end
  esquina.contents = { pandoc.Plain({ B.crudo_en(
    '<span class="oculto">Fila</span>') }) }
  for _, cuerpo in ipairs(t.bodies) do cuerpo.row_head_columns = 1 end
end

function F.tabla(c, t, lugar)
  rotula_filas(t)
  local pie = t.caption.long
  local id = id_de_pie(pie)
  t = t:walk(P.manejadores(c))
  t.identifier = ""
  if not id then
    if #pie > 0 and B.latex then t.classes = { "sin-numero" } end
    return { t }
  end
  local ref = c.refs[id]
  if not ref then
    B.error(lugar or K.lugar(c, id), "la tabla «%s» no tiene número", id)
    return { t }
  end
  local rotulo = "Tabla\u{A0}" .. K.numero(c, ref) .. "."
  local v = pandoc.Inlines({
    B.latex and B.crudo_en("\\rotulotabla{" .. rotulo .. "}")
        or pandoc.Strong({ pandoc.Str(rotulo) }),
    pandoc.Space() })
  v:extend(t.caption.long[1] and t.caption.long[1].content or {})
  t.caption.long = { pandoc.Plain(v) }
  local ancla = K.pon_ancla(c, id)
  if B.latex then
    return { B.crudo(("\\anclatabla{%s}"):format(ancla)), t }
  end
  -- En una pantalla estrecha se desplaza, y hay que poder pararse en ella.
  return { pandoc.Div({ t }, pandoc.Attr(ancla, { "tabla" }, {
    tabindex = "0", role = "group", ["aria-label"] = rotulo })) }
end

function F.tabla_de_datos(c, cb)
  local md, pie, _, falta = c.cifras:tabla(cb)
  if not md then
    (falta and B.falta or B.error)(B.lugar(cb), "%s", pie)
    md, pie = "| ¿? |\n|:--|\n| ¿? |", "Sin medir."
  end
  local texto = ("%s\n\n: %s {#%s}\n"):format(md, pie:gsub("%s+", " "),
                                             cb.identifier)
  local b = pandoc.read(texto, "markdown+smart-raw_html-raw_tex").blocks
  return F.tabla(c, b[1], B.lugar(cb))
end

-- ---- ecuaciones ----

-- «$$…$$ {#eq:x}» es un párrafo con una fórmula y un texto detrás.
function F.ecuacion(c, p)
  local m, ultimo = p.content[1], p.content[#p.content]
  if not (m and m.t == "Math" and m.mathtype == "DisplayMath") then
    return nil
  end
  local id = ultimo.t == "Str" and ultimo.text:match("^{#(eq:[^}]+)}$")
  local ref = id and c.refs[id]
  if not ref then return nil end
  local ancla, n = K.pon_ancla(c, id), K.numero(c, ref)
  if B.latex then
    return { B.crudo(("\\ancla{%s}\\begin{equation}%s\\tag{%s}"
                      .. "\\end{equation}"):format(ancla, m.text, n)) }
  end
  return { pandoc.Div({ pandoc.Para({ m }),
                        pandoc.Para({ pandoc.Str("(" .. n .. ")") }) },
                      pandoc.Attr(ancla, { "ecuacion" })) }
end

return F
