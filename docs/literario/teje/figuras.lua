-- figuras.lua: gráficas, diagramas, tablas y ecuaciones.
local B = require("base")
local K = require("capitulo")
local P = require("prosa")
local F = {}

-- ---- SVG dentro de la página ----

-- La paleta del libro (plantillas/diagrama.tex) tiene en la hoja de estilo
-- una variante para cada fondo.
local PALETA = { ["0b4f8a"] = "azul", a8431c = "teja", ["1f6b45"] = "verde",
                 ["5b3a86"] = "morado", ["7a5600"] = "ocre",
                 ["5c6570"] = "gris" }

-- «fill:rgb(36%,40%,44%)» sigue ahí para quien no conoce las variables.
local function del_libro(propiedad, r, g, b)
  local function byte(x) return math.floor(tonumber(x) * 2.55 + 0.5) end
  local nombre = PALETA[("%02x%02x%02x"):format(byte(r), byte(g), byte(b))]
  if not nombre then return nil end
  return ("%s:rgb(%s%%,%s%%,%s%%);%s:var(--%s)"):format(
    propiedad, r, g, b, propiedad, nombre)
end

-- Los programas que dibujan repiten los mismos identificadores en todos
-- los SVG; el negro y los grises de las gráficas se hacen del color del
-- texto, para el modo oscuro.
local function incrustado(svg, prefijo, alt)
  svg = svg:gsub("^%s*<%?xml.-%?>%s*", ""):gsub("<!DOCTYPE.->%s*", "")
      :gsub("<!%-%-.-%-%->", "")
      :gsub("<title>.-</title>", ""):gsub("<desc>.-</desc>", "")
  for _, q in ipairs({ '"', "'" }) do
    local function gris(n, por)
      local rgb = ("rgb%(%s*N%s*,%s*N%s*,%s*N%s*%)"):gsub("N", n)
      svg = svg:gsub("=" .. q .. rgb .. q, "=" .. q .. por .. q)
    end
    svg = svg:gsub("(%sid=" .. q .. ")", "%1" .. prefijo)
        :gsub("(href=" .. q .. "#)", "%1" .. prefijo)
        :gsub("=" .. q .. "black" .. q, "=" .. q .. "currentColor" .. q)
        :gsub("=" .. q .. "rgb%(0%%,%s*0%%,%s*0%%%)" .. q,
              "=" .. q .. "currentColor" .. q)
    gris(0, "currentColor")
    gris(85, "currentColor")
    gris(208, "currentColor" .. q .. " stroke-opacity=" .. q .. "0.3")
  end
  -- El «color» de gnuplot haría blanco lo que ahora es currentColor.
  svg = svg:gsub("url%(%s*#", "url(#" .. prefijo)
      :gsub(' color="white"', "")
      :gsub('(%sd=")%s*"', '%1M0 0"')
      :gsub("rgb%(0%%,%s*0%%,%s*0%%%)", "currentColor")
      :gsub("(%l+):rgb%(([%d.]+)%%,%s*([%d.]+)%%,%s*([%d.]+)%%%)", del_libro)
  local titulo = ('<title id="%st">%s</title>'):format(
    prefijo, B.esc_html(alt))
  return (svg:gsub("<svg", ('<svg role="img" aria-labelledby="%st"')
                   :format(prefijo), 1)
      :gsub("(<svg[^>]*>)", function(e) return e .. titulo end, 1))
end

F.incrustado = incrustado

-- ---- lo que dice una gráfica, en una tabla ----

-- Lo que el cuerpo de una gráfica deja dicho de sus ejes y sus series.
local function lee_grafica(texto)
  local g = { titulos = {}, marcas = {}, series = {} }
  local function cadena(nombre)
    local _, _, q, s = texto:find(nombre .. "%s*(['\"])(.-)%1")
    -- «posix\\_spawn» y «10^{3}» son de gnuplot.
    return s and s:gsub("\\+", ""):gsub("[{}]", "")
  end
  g.x, g.y = cadena("set xlabel") or "x", cadena("set ylabel") or "valor"
  g.escala = tonumber(texto:match("ESCALA%s*=%s*([%d.eE+-]+)")) or 1
  for s in (cadena("SERIES%s*=") or ""):gmatch("%S+") do
    table.insert(g.series, s)
  end
  for t in (texto:match('TITULOS%s*=%s*(%b"")') or ""):gmatch("'([^']*)'") do
    table.insert(g.titulos, (t:gsub("\\+", "")))
  end
  for rotulo, x in (texto:match("set xtics%s*(%b())") or "")
      :gmatch('"([^"^]*)"%s*([%d.eE+-]+)') do
    g.marcas[tonumber(x)] = rotulo
  end
  return g
end

-- Tres cifras significativas.
local function valor(v)
  if type(v) ~= "number" then return tostring(v or "—") end
  local d = v == 0 and 0 or 2 - math.floor(math.log(math.abs(v), 10))
  return B.cifra("%." .. math.max(0, math.min(d, 9)) .. "f", v)
end

local function celda(etiqueta, t, extra)
  return ("<%s%s>%s</%s>"):format(etiqueta, extra or "", B.esc_html(t),
                                  etiqueta)
end

-- Las medianas y los cuartiles que están dibujados, y la mediana del
-- lector si también lo está; nil si no hay datos.
local function tabla_de_grafica(c, cb)
  local base = cb.attributes.datos or ""
  local ref, tuya = c.cifras:resumen(base), c.cifras:resumen(base, "res")
  if not ref then return nil end
  local g = lee_grafica(cb.text)
  local series = #g.series > 0 and g.series or ref.orden
  local con_x, con_tuya = false, false
  for _, s in ipairs(series) do
    con_x = con_x or ref[s] and #ref[s].filas > 1
    con_tuya = con_tuya or tuya and tuya[s] ~= nil
  end
  local rotulos = { "Serie", "Mediana", "Cuartil 1", "Cuartil 3" }
  if con_x then table.insert(rotulos, 2, B.mayuscula(g.x)) end
  if con_tuya then table.insert(rotulos, "Tu máquina") end
  local v = { "<table><caption>", B.esc_html(B.mayuscula(g.y)),
              ". Medido en la máquina de referencia",
              con_tuya and "; a la derecha, la mediana de la tuya" or "",
              ".</caption><thead><tr>" }
  for _, r in ipairs(rotulos) do
    v[#v + 1] = celda("th", r, ' scope="col"')
  end
  v[#v + 1] = "</tr></thead><tbody>"
  for i, s in ipairs(series) do
    for _, f in ipairs(ref[s] and ref[s].filas or {}) do
      local function pon(x)
        v[#v + 1] = celda("td", valor(type(x) == "number" and x * g.escala
                                      or x))
      end
      v[#v + 1] = "<tr>" .. celda("th", g.titulos[i] or s, ' scope="row"')
      if con_x then
        v[#v + 1] = celda("td", g.marcas[f[1]]
          or type(f[1]) == "number" and B.cifra("%.10g", f[1]) or f[1])
      end
      pon(f[2])
      pon(f[3])
      pon(f[4])
      if con_tuya then
        local suya = tuya[s] and c.cifras.fila_de(tuya[s], f[1])
        pon(suya and suya[2])
      end
      v[#v + 1] = "</tr>"
    end
  end
  v[#v + 1] = "</tbody></table>"
  return table.concat(v)
end

-- ---- la figura ----

local function plegado(clase, resumen, numero, dentro)
  return ('<details class="%s"><summary>%s<span class="oculto"> de la '
          .. 'figura %s</span></summary>%s</details>')
      :format(clase, resumen, numero, dentro)
end

local function figura_tex(c, cb, base, ref, pie)
  local antes = ("\\begin{figure}[!htbp]\\centering\n\\ancla{%s}"
                 .. "\\includegraphics[max width=\\linewidth]{%s.pdf}\n"
                 .. "\\pie{Figura %s.}{"):format(
    K.pon_ancla(c, cb.identifier), base, K.numero(c, ref))
  return { B.entre(antes, pie, "}\n\\end{figure}") }
end

-- Detrás, plegado, lo que no cabe en el texto alternativo: la descripción
-- que le haya puesto el autor y, de una gráfica, los datos.
local function figura_html(c, cb, base, ref, pie)
  local svg, n = B.lee(base .. ".svg"), K.numero(c, ref)
  if not svg then
    B.falta(B.lugar(cb), "falta el dibujo %s.svg", base)
  end
  local prefijo = B.ascii(K.ancla(c, cb.identifier)):gsub("%W", "") .. "_"
  local figura = svg and incrustado(svg, prefijo, cb.attributes.alt)
      or "<p>(" .. B.esc_html(cb.attributes.alt) .. ")</p>"
  local tabla = cb.attributes.grafica and tabla_de_grafica(c, cb)
  local v = pandoc.Blocks({
    pandoc.RawBlock("html", "<figure class=\"dibujo\">" .. figura),
    B.entre(("<figcaption><b>Figura %s.</b> "):format(n), pie,
            "</figcaption>"),
    pandoc.RawBlock("html", "</figure>" .. (tabla and plegado(
      "datos", "Ver los datos", n,
      ('<div class="tabla" tabindex="0" role="group" aria-label="Los datos '
       .. 'de la figura %s">%s</div>'):format(n, tabla)) or "")),
  })
  if cb.attributes.desc then
    local antes, despues = plegado("datos", "Descripción", n, "<p>\0</p>")
        :match("^(.*)%z(.*)$")
    v:insert(B.entre(antes, P.atributo(c, cb.attributes.desc), despues))
  end
  return { pandoc.Div(v, pandoc.Attr(K.pon_ancla(c, cb.identifier))) }
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

-- En una pantalla estrecha se desplaza, y hay que poder pararse en ella.
local function desplazable(t, ancla, rotulo)
  return pandoc.Div({ t }, pandoc.Attr(ancla, { "tabla" }, {
    tabindex = "0", role = "group", ["aria-label"] = rotulo }))
end

function F.tabla(c, t, lugar)
  rotula_filas(t)
  local pie = t.caption.long
  local id = id_de_pie(pie)
  t = t:walk(P.manejadores(c))
  t.identifier = ""
  if not id then
    if #pie > 0 and B.latex then t.classes = { "sin-numero" } end
    if B.latex then return { t } end
    return { desplazable(t, "", #pie > 0 and B.texto(pie) or "Tabla") }
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
  return { desplazable(t, ancla, rotulo) }
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
