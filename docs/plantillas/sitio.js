// sitio.js: buscar en el curso y copiar programas. Sin él se lee todo: lo que
// necesita un guion lo pone el guion. Funciona desde el disco, sin servidor:
// los textos donde se busca llegan en otro guion, textos.js, que no se carga
// hasta que alguien va a buscar.
"use strict";

const MAXIMO = 30;   // hallazgos que se enseñan
const ALREDEDOR = 60; // letras a cada lado de lo hallado

// Sin acentos ni mayúsculas, letra a letra: las posiciones no cambian.
function llano(s) {
  return Array.from(s.normalize("NFC"), (c) =>
    (c === "ñ" || c === "Ñ" ? "ñ" : c.normalize("NFD")[0].toLowerCase())
      .padEnd(c.length)).join("");
}

function elemento(nombre, clase, texto) {
  const e = document.createElement(nombre);
  if (clase) e.className = clase;
  if (texto) e.textContent = texto;
  return e;
}

// ---- buscar ----

// Un apunte por párrafo, y uno por título (sin texto).
function apuntes() {
  const v = [];
  for (const [pagina, capitulo, apartados] of window.TEXTOS) {
    for (const [ancla, titulo, ...parrafos] of apartados) {
      const a = { href: pagina + "#" + ancla, capitulo, titulo,
                  en: llano(titulo) };
      for (const texto of parrafos) {
        v.push(texto ? { ...a, texto, llano: llano(texto) }
                     : { ...a, texto, llano: "" });
      }
    }
  }
  return v;
}

// Dónde está la palabra: mejor donde empieza otra; -1 si no está.
function sitio(en, palabra) {
  const i = (" " + en).indexOf(" " + palabra);
  return i >= 0 ? i : en.indexOf(palabra);
}

// Cuánto vale un apunte, que ha de tener todas las palabras: más si están
// en el título, al empezar otra palabra o seguidas. El título, el primero.
function vale(a, palabras, frase) {
  const donde = a.texto ? a.llano : a.en;
  let puntos = a.texto ? 0 : 20;
  for (const p of palabras) {
    if (!donde.includes(p)) return 0;
    puntos += a.en.includes(p) ? 4 : 0;
    puntos += (" " + donde).includes(" " + p) ? 2 : 1;
  }
  return puntos + (palabras.length > 1 && donde.includes(frase) ? 8 : 0);
}

function halla(v, consulta) {
  const frase = llano(consulta).trim().replace(/\s+/g, " ");
  const palabras = frase.split(" ").filter(Boolean);
  if (frase.length < 2) return { palabras, frase, todos: [] };
  const todos = v.map((a) => ({ a, n: vale(a, palabras, frase) }))
    .filter((x) => x.n > 0).sort((x, y) => y.n - x.n).map((x) => x.a);
  return { palabras, frase, todos };
}

// El trozo del párrafo donde está lo que se busca, marcado: la frase o, si
// no está entera, sus palabras.
function extracto(a, palabras, frase) {
  const sale = elemento("span", "extracto");
  const sitios = (a.llano.includes(frase) ? [frase] : palabras)
    .map((p) => [sitio(a.llano, p), p.length]).sort((x, y) => x[0] - y[0]);
  let i = Math.max(0, sitios[0][0] - ALREDEDOR);
  if (i > 0) i = a.texto.indexOf(" ", i) + 1;
  const fin = sitios[0][0] + 2 * ALREDEDOR;
  if (i > 0) sale.append("… ");
  for (const [en, largo] of sitios) {
    if (en < i || en >= fin) continue;
    sale.append(a.texto.slice(i, en),
                elemento("mark", "", a.texto.slice(en, en + largo)));
    i = en + largo;
  }
  sale.append(a.texto.slice(i, Math.max(i, fin)));
  if (fin < a.texto.length) sale.append(" …");
  return sale;
}

function hallazgo(a, palabras, frase) {
  const li = elemento("li"), enlace = elemento("a");
  enlace.href = a.href;
  enlace.append(elemento("b", "", a.titulo));
  if (a.capitulo !== a.titulo) {
    enlace.append(" ", elemento("small", "", a.capitulo));
  }
  if (a.texto) enlace.append(extracto(a, palabras, frase));
  li.append(enlace);
  return li;
}

function cuantos(n) {
  if (n === 0) return "No hay nada con esas palabras";
  if (n > MAXIMO) return `${n} resultados; estos, los ${MAXIMO} primeros`;
  return n === 1 ? "1 resultado" : `${n} resultados`;
}

function prepara(form) {
  const caja = form.querySelector("input");
  const lista = form.querySelector("ol");
  const estado = form.querySelector("[role=status]");
  let v = null;

  function cierra() {
    lista.hidden = true;
    estado.textContent = "";
  }
  function busca() {
    if (!v) return;
    const { palabras, frase, todos } = halla(v, caja.value);
    if (caja.value.trim().length < 2) return cierra();
    const dice = cuantos(todos.length);
    lista.replaceChildren(...todos.slice(0, MAXIMO)
      .map((a) => hallazgo(a, palabras, frase)));
    if (todos.length === 0 || todos.length > MAXIMO) {
      lista.append(elemento("li", "nota", dice));
    }
    lista.hidden = false;
    estado.textContent = dice;
  }
  function carga() {
    if (document.getElementById("textos")) return;
    const s = elemento("script");
    s.id = "textos";
    s.src = "textos.js";
    s.onload = () => { v = apuntes(); busca(); };
    document.head.append(s);
  }
  // Con las flechas se va de la caja a los hallazgos y se vuelve.
  function tecla(e) {
    const v = [caja, ...lista.querySelectorAll("a")];
    const paso = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === "Escape") {
      if (lista.hidden) return;
      cierra();
      caja.focus();
    } else if (paso && !lista.hidden) {
      const i = v.indexOf(document.activeElement) + paso;
      if (v[i]) v[i].focus();
    } else {
      return;
    }
    e.preventDefault();
  }
  caja.addEventListener("focus", carga);
  caja.addEventListener("input", busca);
  form.addEventListener("keydown", tecla);
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const primero = lista.querySelector("a");
    if (primero && !lista.hidden) primero.click();
  });
  form.addEventListener("focusout", (e) => {
    if (e.relatedTarget && !form.contains(e.relatedTarget)) cierra();
  });
  document.addEventListener("click", (e) => {
    if (!form.contains(e.target) || e.target.closest("ol a")) cierra();
  });
  form.hidden = false;
}

// ---- copiar ----

// Donde el navegador no deja usar el portapapeles, como se hacía antes.
function a_la_antigua(texto) {
  const t = elemento("textarea");
  t.value = texto;
  t.style.position = "fixed";
  document.body.append(t);
  t.select();
  const bien = document.execCommand("copy");
  t.remove();
  if (!bien) throw new Error("copiar");
}

async function copia(texto) {
  try {
    await navigator.clipboard.writeText(texto);
  } catch {
    a_la_antigua(texto);
  }
}

function pon_boton(figura, avisa) {
  const pre = figura.querySelector("pre");
  const pie = figura.querySelector("figcaption");
  const nombre = pre.getAttribute("aria-label");
  const b = elemento("button", "copia", "Copiar");
  b.type = "button";
  b.setAttribute("aria-label", "Copiar " + (nombre || "el programa"));
  b.addEventListener("click", async () => {
    let dice = "Copiado";
    try {
      await copia(pre.textContent + "\n");
    } catch {
      dice = "No se puede";
    }
    b.focus();
    b.textContent = avisa.textContent = dice;
    setTimeout(() => {
      b.textContent = "Copiar";
      avisa.textContent = "";
    }, 2000);
  });
  (pie || figura).prepend(b);
}

function prepara_botones() {
  const avisa = elemento("p", "oculto");
  avisa.setAttribute("role", "status");
  (document.querySelector("main") || document.body).append(avisa);
  for (const f of document.querySelectorAll("figure.codigo")) {
    pon_boton(f, avisa);
  }
}

// ---- teclado ----

// Solo hay que poder pararse, con el tabulador, en lo que se desplaza.
function para_en_lo_que_se_desplaza() {
  const v = document.querySelectorAll(
    "pre, .tabla, .ecuacion > p:first-child");
  const anchos = Array.from(v, (e) => e.scrollWidth > e.clientWidth);
  v.forEach((e, i) => {
    if (anchos[i]) e.tabIndex = 0;
    else if (e !== document.activeElement) e.removeAttribute("tabindex");
  });
}

document.querySelectorAll("form.busca").forEach(prepara);
prepara_botones();
para_en_lo_que_se_desplaza();
addEventListener("resize", para_en_lo_que_se_desplaza);
document.addEventListener("toggle", para_en_lo_que_se_desplaza, true);
