-- obras.lua: la bibliografía de una página es una lista. Va detrás de
-- --citeproc, que la escribe como divisiones.
if not FORMAT:match("^html") then return {} end

local function obra(d)
  local v = pandoc.Blocks({ pandoc.RawBlock("html",
    ('<li id="%s" class="csl-entry">'):format(d.identifier)) })
  v:extend(d.content)
  v:insert(pandoc.RawBlock("html", "</li>"))
  return v
end

local function obras(d)
  if d.identifier ~= "refs" then return nil end
  local v = pandoc.Blocks({ pandoc.RawBlock("html", '<ul class="obras">') })
  for _, o in ipairs(d.content) do v:extend(obra(o)) end
  v:insert(pandoc.RawBlock("html", "</ul>"))
  return v
end

return { { Div = obras } }
