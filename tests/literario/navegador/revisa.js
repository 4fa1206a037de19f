// revisa.js CARPETA [PÁGINA…]: mira cada página del sitio como la vería
// cualquiera: estrecha y ancha, sobre blanco y sobre negro, con todo
// desplegado. Por cada cosa mal, una línea «página<TAB>cómo<TAB>qué»; al final,
// cuántas vistas ha mirado. AXE= dice dónde está axe-core. En la carpeta que
// diga VISTO= se apunta qué páginas están bien, para no volver a mirarlas
// mientras no cambien ellas ni nada de lo que aquí se usa. Con VISTAS=2 se
// miran solo dos: estrecha sobre blanco, y ancha sobre negro.
"use strict";
const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { Chromium } = require("./chromium.js");

const VISTAS = [[390, "light"], [1280, "dark"], [390, "dark"],
  [1280, "light"]].slice(0, process.env.VISTAS || 4);
const AXE = fs.readFileSync(process.env.AXE, "utf8");

// Lo que se ejecuta dentro de la página.

// Nada se sale por la derecha, salvo lo que se desplaza por su cuenta.
function desborda() {
  const raiz = document.documentElement;
  const sobra = raiz.scrollWidth - raiz.clientWidth;
  if (sobra <= 0) return [];
  const culpable = Array.from(document.body.querySelectorAll("*"))
    .filter((e) => e.getBoundingClientRect().right > raiz.clientWidth + 1)
    .filter((e) => !e.closest("pre, .tabla, .ecuacion > p, nav") ||
      e.matches("pre, .tabla"))[0];
  return [`se desplaza de lado ${sobra} px` + (culpable
    ? `: ${culpable.outerHTML.slice(0, 80)}` : "")];
}

// De los dibujos, axe no dice nada: las letras han de contrastar 4,5 a 1 con
// el fondo, y las líneas, 3 a 1. Lo casi transparente es adorno.
function contrastes() {
  const luz = (c) => c.map((x) => x / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
    .reduce((s, x, i) => s + x * [0.2126, 0.7152, 0.0722][i], 0);
  const color = (s) => (s.match(/[\d.]+/g) || []).map(Number);
  const fondo = luz(color(
    getComputedStyle(document.documentElement).backgroundColor));
  const con = (c) => {
    const [a, b] = [luz(c), fondo].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const mal = new Set();
  for (const e of document.querySelectorAll("figure svg *")) {
    const s = getComputedStyle(e);
    const letra = e.matches("text, tspan, use[*|href*=glyph]");
    for (const [que, opaco] of [["fill", s.fillOpacity],
      ["stroke", s.strokeOpacity]]) {
      const c = color(s[que]);
      if (!s[que].startsWith("rgb") || c[3] === 0 || opaco < 0.5) continue;
      if (e.closest("clipPath, mask, symbol, defs, marker")) continue;
      if (que === "stroke" ? letra : !letra) continue;
      if (con(c.slice(0, 3)) < (letra ? 4.5 : 3)) {
        mal.add(`en ${e.closest("[id]:not(svg *)")?.id}, ${s[que]} contrasta ` +
          `${con(c.slice(0, 3)).toFixed(1)}`);
      }
    }
  }
  return [...mal];
}

async function axe() {
  const r = await window.axe.run(document, { resultTypes: ["violations"] });
  return r.violations.flatMap((v) => v.nodes.slice(0, 3).map(
    (n) => `${v.id}: ${n.target.join(" ")}`));
}

// ---- lo ya visto ----

const AQUI = ["revisa.js", "chromium.js"]
  .map((f) => fs.readFileSync(path.join(__dirname, f)));

// De qué depende que una página esté bien.
function huella(carpeta, pagina, version) {
  const h = crypto.createHash("sha256").update(version).update(AXE);
  h.update(`${VISTAS.length}`);
  for (const t of AQUI) h.update(t);
  for (const f of [pagina, "estilo.css", "sitio.js"]) {
    const ruta = path.join(carpeta, f);
    if (fs.existsSync(ruta)) h.update(fs.readFileSync(ruta));
  }
  return h.digest("hex");
}

const visto = (clave) => process.env.VISTO &&
  path.join(process.env.VISTO, `${clave}.visto`);

// Lo que está mal en una vista de la página.
async function mira(p, url, ancho, fondo) {
  await p.viste(ancho, fondo);
  await p.abre(url);
  await p.evalua(`document.querySelectorAll("details")
    .forEach((d) => { d.open = true; })`);
  const mal = [...await p.evalua(`(${desborda})()`),
    ...await p.evalua(`(${contrastes})()`)];
  await p.evalua(AXE);
  mal.push(...await p.evalua(`(${axe})()`));
  return mal;
}

async function principal([carpeta, ...paginas]) {
  const navegador = new Chromium();
  try {
    return await revisa(navegador, carpeta, paginas.length > 0 ? paginas
      : fs.readdirSync(carpeta).filter((f) => f.endsWith(".html")).sort());
  } finally {
    await navegador.cierra();
  }
}

async function revisa(navegador, carpeta, paginas) {
  const version = (await navegador.manda("Browser.getVersion")).product;
  const pendientes = new Map(), vistas = [];
  for (const pagina of paginas) {
    const clave = huella(carpeta, pagina, version);
    if (visto(clave) && fs.existsSync(visto(clave))) continue;
    pendientes.set(pagina, { clave, faltan: VISTAS.length });
    for (const [ancho, fondo] of VISTAS) vistas.push({ pagina, ancho, fondo });
  }
  let peor = 0;
  async function obrero() {
    const p = await navegador.pestana();
    for (let v = vistas.shift(); v; v = vistas.shift()) {
      const url = pathToFileURL(path.resolve(carpeta, v.pagina)).href;
      const mal = await mira(p, url, v.ancho, v.fondo);
      for (const m of mal) {
        console.log(`${v.pagina}\t${v.ancho} px, ${v.fondo}\t${m}`);
        peor = 1;
      }
      const de = pendientes.get(v.pagina);
      if (mal.length === 0 && --de.faltan === 0 && visto(de.clave)) {
        fs.writeFileSync(visto(de.clave), "");
      }
    }
  }
  await Promise.all(Array.from(
    { length: Math.min(os.cpus().length, 4) }, obrero));
  console.log(`${paginas.length * VISTAS.length} vistas`);
  return peor;
}

// Si se acaba antes de saber nada, no es que esté todo bien.
process.exitCode = 2;
principal(process.argv.slice(2)).then((e) => process.exit(e), (e) => {
  console.error(e.message);
  process.exit(2);
});
