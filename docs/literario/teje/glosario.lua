-- glosario.lua: la primera vez que el curso usa cada término del glosario,
-- en su prosa, lo enlaza. Cuál es la primera lo sabe quien tiene delante todo
-- lo anterior: en el libro, el propio tejedor; para una página, lo que los
-- capítulos de antes ya usaron (build/NN-nombre/vistos.tsv), que sale de
-- recorrerlos con esta misma regla (build/NN-nombre/terminos.tsv).
local B = require("base")
local G = { formas = {}, destino = "" }

-- ---- palabras ----

-- Sin mayúsculas, acentos ni plural: «Secciones» y «sección» son la misma.
local function raiz(palabra)
  local s = B.clave_alfabetica(palabra)
  return (s:gsub("s$", ""):gsub("e$", ""))
end

local function palabras(texto)
  local v = {}
  for p in texto:gmatch("%S+") do v[#v + 1] = raiz(p) end
  return v
end

-- El glosario: «[Término]{#glo:x}», con otras formas en «formas="…"»; uno
-- que es también una palabra corriente lleva «.comun», y solo cuenta donde
-- detrás se dice en inglés: «trozo (*chunk*)».
function G.lee(ruta, destino)
  G.formas, G.destino = {}, destino
  for nombre, id, atributos in (B.lee(ruta) or "")
      :gmatch("%f[^\n\0]%[([^%]\n]+)%]{#(glo:[%w-]+)([^}\n]*)}") do
    local todas = nombre .. "," .. (atributos:match('formas="([^"]*)"') or "")
    for forma in todas:gmatch("[^,]+") do
      local v = palabras(forma)
      if v[1] then
        local f = { id = id, palabras = v,
                    comun = atributos:match("%.comun") ~= nil }
        G.formas[v[1]] = G.formas[v[1]] or {}
        table.insert(G.formas[v[1]], f)
      end
    end
  end
  -- «carrera de datos» antes que «carrera».
  for _, v in pairs(G.formas) do
    table.sort(v, function(a, b) return #a.palabras > #b.palabras end)
  end
end

-- ---- un párrafo, en una lista de nudos que se puede recorrer ----

-- Un nudo: el inline, y lo que lleva dentro si ahí también se busca: lo que
-- va al índice y lo que va en negrita o en cursiva.
local function nudos(inlines, todos, cursiva)
  local lista = {}
  for _, el in ipairs(inlines) do
    local n = { el = el, lista = lista, i = #lista + 1, cursiva = cursiva }
    lista[n.i] = n
    if el.t == "Span" and el.classes:includes("indice")
        or el.t == "Strong" or el.t == "Emph" then
      n.hijos = nudos(el.content, todos, el.t == "Emph")
    else
      if el.t == "Str" then
        n.antes, n.palabra, n.despues =
            el.text:match("^([%p\xC2\xAB\xBB\xBF]*)(.-)([%p\xC2\xAB\xBB]*)$")
      end
      todos[#todos + 1] = n
    end
  end
  return lista
end

local function es_espacio(n)
  return n and (n.el.t == "Space" or n.el.t == "SoftBreak")
end

-- ¿Empieza esa forma en el nudo i? Devuelve el último de sus nudos.
local function casa(todos, i, forma)
  local j = i
  for k, p in ipairs(forma.palabras) do
    if k > 1 then
      if not es_espacio(todos[j + 1]) then return nil end
      j = j + 2
    end
    local n = todos[j]
    if not n or not n.palabra or n.lista ~= todos[i].lista
        or raiz(n.palabra) ~= p
        or k > 1 and n.antes ~= ""
        or k < #forma.palabras and n.despues ~= "" then
      return nil
    end
  end
  if forma.comun and not (es_espacio(todos[j + 1]) and todos[j + 2]
      and todos[j + 2].el.t == "Str" and todos[j + 2].el.text:match("^%(")
      and todos[j + 3] and todos[j + 3].cursiva) then
    return nil
  end
  return j
end

local function rehace(lista)
  local v = pandoc.Inlines({})
  for _, n in ipairs(lista) do
    if n.enlace then
      v:extend(n.enlace)
    elseif not n.quitado then
      if n.hijos then n.el.content = rehace(n.hijos) end
      v:insert(n.el)
    end
  end
  return v
end

-- Cambia los nudos i a j por un enlace; la puntuación se queda fuera.
local function enlaza(todos, i, j, id)
  local v = pandoc.Inlines({})
  for k = i, j do
    local n = todos[k]
    v:insert(n.palabra and pandoc.Str(n.palabra) or n.el)
    n.quitado = true
  end
  local e = pandoc.Inlines({ pandoc.Link(v, G.destino .. id, "",
    pandoc.Attr("", { "termino" })) })
  if todos[i].antes ~= "" then e:insert(1, pandoc.Str(todos[i].antes)) end
  if todos[j].despues ~= "" then e:insert(pandoc.Str(todos[j].despues)) end
  todos[i].enlace = e
end

-- vistos: los términos que ya se han usado; aquí se apuntan los nuevos.
local function parrafo(inlines, vistos)
  local todos, cambia = {}, false
  local lista = nudos(inlines, todos, false)
  local i = 1
  while i <= #todos do
    local n = todos[i]
    local formas = n.palabra and G.formas[raiz(n.palabra)] or {}
    for _, forma in ipairs(formas) do
      local j = casa(todos, i, forma)
      if j then
        if not vistos[forma.id] then
          vistos[forma.id], cambia = true, true
          enlaza(todos, i, j, forma.id)
        end
        i = j
        break
      end
    end
    i = i + 1
  end
  return cambia and rehace(lista) or inlines
end

-- ---- un capítulo ----

-- Donde no se busca: lo que no se lee de seguido, o solo lo ve el docente.
local FUERA = { objetivos = true, pista = true, respuesta = true,
                solucion = true, error = true }

-- Enlaza en esos bloques la primera vez de cada término que no esté entre
-- los vistos, y la apunta.
function G.enlaza(bloques, vistos)
  for i, b in ipairs(bloques) do
    if b.t == "Para" or b.t == "Plain" then
      b.content = parrafo(b.content, vistos)
    elseif b.t == "BlockQuote"
        or b.t == "Div" and not FUERA[b.classes[1] or ""] then
      b.content = G.enlaza(b.content, vistos)
    elseif b.t == "BulletList" or b.t == "OrderedList" then
      for k, item in ipairs(b.content) do
        b.content[k] = G.enlaza(item, vistos)
      end
    end
    bloques[i] = b
  end
  return bloques
end

function G.lee_vistos(ruta)
  local v = {}
  for _, f in ipairs(B.tsv(ruta)) do v[f[1]] = true end
  return v
end

function G.escribe_vistos(ruta, vistos)
  local v = {}
  for id in pairs(vistos) do v[#v + 1] = id .. "\n" end
  table.sort(v)
  B.escribe(ruta, table.concat(v))
end

return G
