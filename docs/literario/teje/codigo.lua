-- codigo.lua: programas, piezas y salidas de terminal.
local B = require("base")
local K = require("capitulo")
local C = {}

C.ANCHO, C.ANCHO_FRENTE = 76, 44

-- ---- resaltar ----

-- Un «<<nombre>>» se cambia por un identificador inocuo antes de resaltar
-- y por un enlace después.
local function esconde_piezas(texto)
  local nombres = {}
  local s = texto:gsub("<<([^<>\n]+)>>", function(nombre)
    nombres[#nombres + 1] = nombre
    return ("PIEZA%dFIN"):format(#nombres)
  end)
  return s, nombres
end

local function pieza_html(c, nombre)
  local t = "⟨" .. B.esc_html(nombre) .. "⟩"
  local p = c.piezas[nombre]
  local destino
  if c.visibles[nombre] then
    destino = K.ancla(c, "pieza:" .. nombre)
  elseif p and p.hueco and c.manifiesto.huecos[nombre] then
    destino = K.ancla(c, "paso:" .. c.manifiesto.huecos[nombre])
  end
  -- En el EPUB cada capítulo es un fichero y pandoc no corrige los
  -- enlaces escritos a mano.
  if not destino or B.epub then
    return '<span class="pieza">' .. t .. "</span>"
  end
  return ('<a class="pieza" href="#%s">%s</a>'):format(destino, t)
end

local function pieza_tex(c, nombre)
  local t = B.esc_tex(nombre)
  local p = c.piezas[nombre]
  if c.visibles[nombre] then
    return ("\\pieza{%s}{%s}"):format(K.ancla(c, "pieza:" .. nombre), t)
  elseif p and p.hueco and c.manifiesto.huecos[nombre] then
    return ("\\pieza{%s}{%s}"):format(
      K.ancla(c, "paso:" .. c.manifiesto.huecos[nombre]), t)
  end
  return ("\\piezaoculta{%s}"):format(t)
end

-- El texto, línea a línea, ya escrito en LaTeX o en HTML.
local CONOCIDAS = { c = "c", cpp = "cpp", python = "python", sh = "bash",
                    bash = "bash", make = "makefile", gnuplot = nil,
                    diff = "diff", json = "json", awk = "awk" }

local function resaltado_tex(texto, lengua)
  local cb = pandoc.CodeBlock(texto, pandoc.Attr("", { lengua }))
  local s = pandoc.write(pandoc.Pandoc({ cb }), "latex")
  return s:match("\\begin{Highlighting}%[%]\n(.*)\n\\end{Highlighting}")
end

local function resaltado_html(texto, lengua)
  local cb = pandoc.CodeBlock(texto, pandoc.Attr("", { lengua }))
  local s = pandoc.write(pandoc.Pandoc({ cb }), "html")
  s = s:match("<code[^>]*>(.*)</code>")
  if not s then return nil end
  local v = {}
  for l in (s .. "\n"):gmatch("(.-)\n") do
    v[#v + 1] = l:gsub('^<span id="cb[^>]*><a[^>]*></a>', "")
        :gsub("</span>$", "")
  end
  return table.concat(v, "\n")
end

local function lineas_resaltadas(c, texto, lengua)
  local limpio, nombres = esconde_piezas(texto)
  local conocida = CONOCIDAS[lengua or ""]
  local s
  -- Una línea vacía al principio o al final la recortaría pandoc.
  if conocida and limpio:match("%S") then
    s = (B.latex and resaltado_tex or resaltado_html)(limpio, conocida)
  end
  if not s or #B.lineas(s) ~= #B.lineas(limpio) then
    s = (B.latex and B.esc_tex or B.esc_html)(limpio)
  end
  s = s:gsub("PIEZA(%d+)FIN", function(i)
    return (B.latex and pieza_tex or pieza_html)(c, nombres[tonumber(i)])
  end)
  return B.lineas(s)
end

-- ---- números de línea ----

-- Los del programa extraído, que es el que se compila y el que las trazas
-- señalan. Donde se incluye una pieza, la cuenta salta lo que la pieza
-- ocupa: el rótulo que el enredador le pone y sus líneas.
local function reune(bloques, v)
  for _, b in ipairs(bloques) do
    if b.t == "Div" and not b.classes:includes("error") then
      reune(b.content, v)
    elseif b.t == "CodeBlock" and not b.classes:includes("hueco") then
      local a = b.attributes
      local fichero = a.archivo or a.biblioteca
      if fichero then
        v.ficheros[fichero] = v.ficheros[fichero] or {}
        table.insert(v.ficheros[fichero], b)
      elseif a.pieza then
        v.piezas[a.pieza] = v.piezas[a.pieza] or {}
        table.insert(v.piezas[a.pieza], b)
      end
    end
  end
  return v
end

-- ¿Se imprime de otro modo que entero y seguido?
local function es_parcial(partes)
  return #partes > 1 or partes[1].classes:includes("oculto")
      or partes[1].text:match("<<[^<>\n]+>>") ~= nil
end

function C.numera(c, bloques)
  local v = reune(bloques, { ficheros = {}, piezas = {} })
  c.numeros, c.parciales = {}, {}
  for nombre, partes in pairs(v.ficheros) do
    local rotula = nombre:match("%.[ch]$") or nombre:match("%.py$")
        or nombre:match("%.sh$")
    local n, fondo = 0, 0
    local function expande(b)
      fondo = fondo + 1
      local suyos = {}
      for i, l in ipairs(B.lineas(b.text)) do
        local ref = l:match("^%s*<<(.+)>>%s*$")
        if ref and fondo < 64 then
          if rotula then n = n + 1 end
          for _, p in ipairs(v.piezas[ref] or {}) do expande(p) end
        else
          n = n + 1
          suyos[i] = n
        end
      end
      fondo = fondo - 1
      local lugar = B.lugar(b)
      c.numeros[lugar] = c.numeros[lugar] or suyos
    end
    for _, b in ipairs(partes) do expande(b) end
    c.parciales[nombre] = es_parcial(partes) or nil
  end
end

-- ---- un listado ----

local function mas_larga(texto)
  local n = 0
  for _, l in ipairs(B.lineas(texto)) do
    n = math.max(n, utf8.len(l) or #l)
  end
  return n
end

-- Delante de qué líneas puede cortarlo una página: en los programas de doce o
-- más, con cuatro a cada lado, donde hay una en blanco; en un tramo largo que
-- no tiene ninguna, también dentro de él.
local LARGO, LADO, TRAMO = 12, 4, 15

local function cortes_tex(lineas)
  local n, v = #lineas, {}
  if n < LARGO then return "\\def\\cortes#1{0}%" end
  local desde = 1
  for i = 1, n + 1 do
    local acaba = i > n or lineas[i] == ""
    if acaba and i - desde > TRAMO then
      for m = desde + LADO, i - LADO do v[m] = true end
    end
    if acaba then
      desde = i + 1
      v[desde] = true
    end
  end
  for i = 1, n do
    v[i] = v[i] and i > LADO and i <= n - LADO + 1 and "\\or 1" or "\\or 0"
  end
  return "\\def\\cortes#1{\\ifcase#1 0"
      .. table.concat(v, "", 1, n) .. "\\fi}%"
end

-- rotulo: LaTeX o HTML ya escapado, o nil; numeros: el de cada línea.
local function listado_tex(lineas, rotulo, ancla, numeros, modo)
  local opciones = numeros and "numbers=left,firstnumber=1" or ""
  local n = #lineas
  local sale = { ("\\iniciacodigo{%s}{%d}{%s}"):format(
    modo or "", n, rotulo and "rotulo" or "") }
  if numeros then
    local v = {}
    for i = 1, n do v[i] = "\\or " .. (numeros[i] or "") end
    sale[#sale + 1] = "\\def\\numerodelinea#1{\\ifcase#1"
        .. table.concat(v) .. "\\fi}%"
  end
  sale[#sale + 1] = cortes_tex(lineas)
  if ancla then sale[#sale + 1] = ("\\ancla{%s}%%"):format(ancla) end
  if rotulo then sale[#sale + 1] = ("\\rotulocodigo{%s}"):format(rotulo) end
  sale[#sale + 1] = ("\\begin{Codigo}[%s]"):format(opciones)
  sale[#sale + 1] = table.concat(lineas, "\n")
  sale[#sale + 1] = "\\end{Codigo}\n\\acabacodigo"
  return pandoc.RawBlock("latex", table.concat(sale, "\n"))
end

local function listado_html(lineas, rotulo, ancla, numeros, nombre)
  local v = {}
  for i, l in ipairs(lineas) do
    if numeros then
      local n = numeros[i] and (' data-n="%d"'):format(numeros[i]) or ""
      v[i] = ('<span class="l"%s>%s</span>'):format(n, l)
    else
      v[i] = l
    end
  end
  local cab = rotulo and "<figcaption>" .. rotulo .. "</figcaption>" or ""
  local html = ('<figure class="codigo">%s<pre tabindex="0" role="group"%s'
                .. ' aria-label="%s"><code>%s'
                .. "</code></pre></figure>"):format(
    cab, numeros and ' class="numerado"' or "",
    B.esc_html(nombre or "programa"),
    table.concat(v, "\n"))
  local raw = pandoc.RawBlock("html", html)
  if not ancla then return raw end
  return pandoc.Div({ raw }, pandoc.Attr(ancla, { "con-ancla" }))
end

local function listado(c, cb, r, modo)
  local lineas = lineas_resaltadas(c, cb.text, cb.classes[1])
  local numeros = modo ~= "frente" and r.numeros or nil
  if B.latex then
    return listado_tex(lineas, r.tex, r.ancla, numeros, modo)
  end
  return listado_html(lineas, r.html, r.ancla, numeros, r.nombre)
end

-- ---- el programa entero ----

local POR_EXTENSION = { c = "c", h = "c", py = "python", sh = "sh",
                        mk = "make", awk = "awk" }

-- Tal como se extrae, con los números que dicen los errores y las trazas.
function C.entero(nombre, texto, rotulo)
  local c = { piezas = {}, visibles = {}, manifiesto = { huecos = {} } }
  local lineas = lineas_resaltadas(
    c, texto, POR_EXTENSION[nombre:match("%.(%w+)$")])
  local numeros = {}
  for i = 1, #lineas do numeros[i] = i end
  return listado_html(lineas, rotulo, nil, numeros, nombre)
end

-- En el sitio, adónde lleva el nombre de un programa que se imprime por
-- partes; nil en el libro y en el EPUB, donde se dice al final del capítulo.
local function donde_entero(c, nombre)
  if B.libro or not c.parciales or not c.parciales[nombre] then return nil end
  return ("%s-programas.html#%s"):format(c.nombre, B.ascii("lst:" .. nombre))
end

-- Los que se imprimen por partes, por orden alfabético.
function C.parciales(c)
  local v = {}
  for nombre in pairs(c.parciales or {}) do v[#v + 1] = nombre end
  table.sort(v)
  return v
end

-- ---- qué se dice encima ----

-- de: «práctica», «biblioteca» o nada, si es de un ejemplo.
local function rotulo_de_fichero(c, cb, nombre, de)
  local ref = c.refs["lst:" .. nombre]
  local sigue = cb.classes:includes("sigue")
  local numero = ref and "Programa " .. K.numero(c, ref) or nil
  local cola = (sigue and " (sigue)" or "") .. (de and ", " .. de or "")
  local r = { nombre = nombre }
  if ref and not sigue then
    r.ancla = K.pon_ancla(c, "lst:" .. nombre)
  end
  if B.latex then
    r.tex = (numero and ("\\textbf{%s} · "):format(numero) or "")
        .. "\\cod{" .. B.esc_tex(nombre) .. "}" .. cola
  else
    local entero = de ~= "práctica" and donde_entero(c, nombre)
    r.html = (numero and ("<b>%s</b> · "):format(numero) or "")
        .. "<code>" .. B.esc_html(nombre) .. "</code>" .. cola
        .. (entero and (' <span class="uso"><a href="%s">entero<span '
          .. 'class="oculto">: %s</span></a></span>'):format(
          entero, B.esc_html(nombre)) or "")
  end
  return r
end

-- «carrera.c; otra pieza» -> «en carrera.c y en ⟨otra pieza⟩»
local function usos(c, nombre)
  local v = {}
  for uso in (c.piezas[nombre] and c.piezas[nombre].usos or "")
      :gmatch("[^;]+") do
    uso = uso:match("^%s*(.-)%s*$")
    local texto
    if c.piezas[uso] then
      texto = B.latex and "\\nombrepieza{" .. B.esc_tex(uso) .. "}"
          or "⟨" .. B.esc_html(uso) .. "⟩"
    elseif B.latex then
      texto = "\\cod{" .. B.esc_tex(uso) .. "}"
    else
      local entero = donde_entero(c, uso)
      texto = "<code>" .. B.esc_html(uso) .. "</code>"
      if entero then
        texto = ('<a href="%s">%s</a>'):format(entero, texto)
      end
    end
    v[#v + 1] = texto
  end
  if #v == 0 then return "" end
  local ultimo = table.remove(v)
  return #v == 0 and ultimo or table.concat(v, ", ") .. " y " .. ultimo
end

local function rotulo_de_pieza(c, cb, nombre, en_error)
  local sigue = cb.classes:includes("sigue")
  local signo = en_error and "" or sigue and " +≡" or " ≡"
  if B.latex then signo = signo:gsub("≡", "\\ensuremath{\\equiv}") end
  local donde = usos(c, nombre)
  local r = { nombre = nombre }
  if not sigue and not en_error then
    r.ancla = K.pon_ancla(c, "pieza:" .. nombre)
  end
  if B.latex then
    r.tex = ("\\nombrepieza{%s}%s"):format(B.esc_tex(nombre), signo)
        .. (donde ~= "" and "\\usopieza{en " .. donde .. "}" or "")
  else
    r.html = ('<span class="pieza">⟨%s⟩</span>%s'):format(
      B.esc_html(nombre), signo)
        .. (donde ~= "" and ' <span class="uso">en ' .. donde .. "</span>"
            or "")
  end
  return r
end

-- El enredador dice dónde empieza un bloque que queda seguido: si no cuadra
-- con lo contado aquí, mejor ningún número que uno falso.
local function numeros_de(c, cb)
  local v = c.numeros[B.lugar(cb)]
  local fila = c.bloques[B.lugar(cb) .. " codigo"]
  local primera = fila and tonumber(fila[4]) or 0
  if v and primera > 0 and v[1] ~= primera then return nil end
  return v
end

-- Lado a lado, los dos llevan rótulo, y corto.
local LENGUAS = { c = "C", python = "Python", sh = "Terminal",
                  bash = "Terminal", cpp = "C++" }

local function en_frente(cb, r)
  local lengua = LENGUAS[cb.classes[1]] or cb.classes[1] or ""
  if r.tex then
    r.tex = r.tex:gsub("\\usopieza{.*}$", "")
        .. "\\usopieza{" .. B.esc_tex(lengua) .. "}"
  elseif r.html then
    r.html = r.html:gsub(' <span class="uso">.*$', "")
        .. ' <span class="uso">' .. B.esc_html(lengua) .. "</span>"
  elseif B.latex then
    r.tex = "\\strut " .. B.esc_tex(lengua)
  else
    r.html = B.esc_html(lengua)
  end
end

function C.bloque(c, cb, contexto)
  local a = cb.attributes
  if cb.classes:includes("oculto") or cb.classes:includes("hueco") then
    return {}
  end
  local r = {}
  if a.archivo then
    r = rotulo_de_fichero(c, cb, a.archivo)
  elseif a.lab then
    r = rotulo_de_fichero(c, cb, a.lab, "práctica")
  elseif a.biblioteca then
    r = rotulo_de_fichero(c, cb, a.biblioteca, "biblioteca")
  elseif a.pieza then
    r = rotulo_de_pieza(c, cb, a.pieza, contexto.error)
  end
  r.numeros = not contexto.error and numeros_de(c, cb) or nil
  if contexto.frente then en_frente(cb, r) end
  local tope = contexto.frente and C.ANCHO_FRENTE or C.ANCHO
  local ancho = mas_larga(cb.text)
  if ancho > tope and (contexto.frente or a.archivo or a.lab or a.biblioteca
      or a.pieza) then
    B.error(B.lugar(cb), "hay una línea de %d columnas, y aquí caben %d",
            ancho, tope)
  end
  return listado(c, cb, r, contexto.frente and "frente"
                 or contexto.caja and "caja" or nil)
end

-- ---- salidas ----

-- Lo que se vería en un terminal: sin secuencias de color, y de una línea
-- reescrita con \r, lo último.
local function como_terminal(t)
  t = t:gsub("\27%[[%d;?]*%a", ""):gsub("\r\n", "\n")
  local v = {}
  for _, l in ipairs(B.lineas(t)) do
    l = l:gsub("\r+$", ""):match("([^\r]*)$")
    local sale, columna = {}, 0
    for _, cp in utf8.codes(l) do
      local ch = utf8.char(cp)
      if ch == "\t" then
        local n = 8 - columna % 8
        sale[#sale + 1], columna = (" "):rep(n), columna + n
      elseif cp >= 32 and cp ~= 127 then
        sale[#sale + 1], columna = ch, columna + 1
      end
    end
    v[#v + 1] = table.concat(sale)
  end
  return table.concat(v, "\n")
end

local SENALES = { SEGV = "acceso a memoria no válido", ABRT = "aborto",
                  KILL = "matado", TERM = "terminado", FPE =
                  "error aritmético", BUS = "error de bus",
                  PIPE = "tubería rota", INT = "interrumpido" }

local function estado(s)
  if not s or s == "0" then return nil end
  if s == "plazo" then return "no acaba: se ha cortado al cumplirse el plazo"
  end
  if s:match("^%d+$") then return "acaba con estado " .. s end
  local que = SENALES[s]
  return ("lo mata la señal SIG%s%s"):format(s, que and ": " .. que or "")
end

-- vueltas: { orden o nil, lo que imprimió }, por orden.
local function terminal_tex(vueltas, fin, modo)
  local v, n = { "", "\\begin{Terminal}" }, 0
  for _, vuelta in ipairs(vueltas) do
    if vuelta[1] then
      v[#v + 1] = "\\orden{" .. B.esc_tex(vuelta[1]) .. "}"
    end
    if vuelta[2] ~= "" then v[#v + 1] = B.esc_tex(vuelta[2]) end
    n = n + #B.lineas(vuelta[2]) + (vuelta[1] and 1 or 0)
  end
  v[1] = ("\\begin{salida}{%s}{%d}"):format(modo or "", n)
  v[#v + 1] = "\\end{Terminal}"
  if fin then v[#v + 1] = "\\estado{" .. B.esc_tex(fin) .. "}" end
  v[#v + 1] = "\\end{salida}"
  return pandoc.RawBlock("latex", table.concat(v, "\n"))
end

local function terminal_html(vueltas, fin)
  local v = {}
  for _, vuelta in ipairs(vueltas) do
    if vuelta[1] then
      v[#v + 1] = "<kbd>" .. B.esc_html(vuelta[1]) .. "</kbd>"
    end
    if vuelta[2] ~= "" then
      v[#v + 1] = "<samp>" .. B.esc_html(vuelta[2]) .. "</samp>"
    end
  end
  return pandoc.RawBlock("html", table.concat({
    '<figure class="salida"><pre tabindex="0" role="group" '
      .. 'aria-label="salida">', table.concat(v, "\n"), "</pre>",
    fin and "<figcaption>" .. B.esc_html(fin) .. "</figcaption>" or "",
    "</figure>" }))
end

local function terminal(vueltas, fin, modo)
  if B.latex then return terminal_tex(vueltas, fin, modo) end
  return terminal_html(vueltas, fin)
end

function C.terminal(orden, texto, fin, modo)
  texto = como_terminal(texto):gsub("%s+$", "")
  return terminal({ { orden, texto } }, fin, modo)
end

-- «./x 1 ;; ./x 2»: dos órdenes, cada una con su parte de las líneas, que
-- ha de ser igual.
local function reparte(cb, texto)
  local ordenes, v = {}, {}
  for o in (cb.attributes.muestra .. ";;"):gmatch("%s*(.-)%s*;;") do
    ordenes[#ordenes + 1] = o
  end
  local lineas = B.lineas((como_terminal(texto):gsub("%s+$", "")))
  local n = #lineas // #ordenes
  if n * #ordenes ~= #lineas then
    B.error(B.lugar(cb), "«muestra» tiene %d órdenes, y entre ellas no se "
            .. "reparten %d líneas", #ordenes, #lineas)
  end
  for i, o in ipairs(ordenes) do
    v[i] = { o, table.concat(lineas, "\n", n * (i - 1) + 1, n * i) }
  end
  return v
end

function C.salida(c, cb, contexto)
  local fila = c.bloques[B.lugar(cb) .. " salida"]
  local modo = contexto.frente and "frente" or contexto.caja and "caja"
  if not fila then
    B.error(B.lugar(cb), "el enredador no sabe de esta salida")
    return {}
  end
  local t = B.lee(fila[3])
  if not t then
    B.falta(B.lugar(cb), "falta la salida %s", fila[3])
    t = "¿…?"
  end
  local b
  if cb.attributes.muestra then
    b = terminal(reparte(cb, t), estado(fila[4]), modo)
  else
    -- Una orden de varias líneas se imprime entera.
    b = C.terminal(fila[5], t, estado(fila[4]), modo)
  end
  if cb.identifier == "" or B.latex then return b end
  return pandoc.Div({ b }, pandoc.Attr(K.pon_ancla(c, cb.identifier)))
end

return C
