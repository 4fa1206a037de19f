-- programas.lua: la página de un capítulo con los programas que imprime por
-- partes, enteros, con lo que su página dejó apuntado (teje.lua).
--
--   pandoc /dev/null -L docs/literario/programas.lua -M programas=FICHERO …
package.path = (PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or ".")
    .. "/teje/?.lua;" .. package.path
local B = require("base")
local C = require("codigo")

local function programa(capitulo, nombre, numero, ancla, texto)
  -- Si tiene número, se dice dónde está en el capítulo.
  local rotulo = ancla ~= "" and ('<a href="%s.html#%s">Programa %s</a>')
      :format(capitulo, ancla, numero) or nil
  return {
    pandoc.Header(2, { pandoc.Code(nombre) },
                  pandoc.Attr(B.ascii("lst:" .. nombre))),
    C.entero(nombre, texto, rotulo),
  }
end

function Pandoc(doc)
  local m = doc.meta
  local v, lista = pandoc.Blocks({}), { "<ul>" }
  for _, f in ipairs(B.tsv(B.texto(m.programas))) do
    if f[1] == "cap" then
      m.title = pandoc.MetaInlines(B.inlines("Programas del capítulo " .. f[3]))
      m.subtitulo = pandoc.MetaInlines(B.inlines(f[4]))
      m.pagetitle = ("Programas del capítulo %s · %s"):format(
        f[3], B.texto(m.libro))
      m.anterior = { href = f[2] .. ".html", numero = f[3], titulo = f[4] }
      m.capitulo = f[2]
    else
      v:extend(programa(B.texto(m.capitulo), f[2], f[3], f[4], f[5]))
      lista[#lista + 1] = ('<li><a href="#%s"><code>%s</code></a></li>')
          :format(B.ascii("lst:" .. f[2]), B.esc_html(f[2]))
    end
  end
  if #v == 0 then
    v:insert(pandoc.Para(B.inlines("El capítulo los imprime enteros.")))
  else
    m.apartados = pandoc.MetaBlocks({ B.crudo(table.concat(lista)
                                              .. "</ul>") })
    v:insert(1, pandoc.Para(B.inlines(
      "Enteros, los que el capítulo imprime por partes. Cada línea lleva el "
      .. "número que dicen los errores de compilación y las trazas.")))
  end
  m.docente = B.texto(m.edicion or "") == "docente" or nil
  doc.blocks = v
  return doc
end
