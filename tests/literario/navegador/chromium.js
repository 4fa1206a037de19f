// chromium.js: maneja un Chromium sin ventana por dos tuberías (CDP), sin más
// bibliotecas que las de node.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const OPCIONES = [
  "--headless=new", "--remote-debugging-pipe", "--no-sandbox",
  "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
  "--no-first-run", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-extensions",
  "--allow-file-access-from-files", "--force-color-profile=srgb",
];
const PLAZO = 600_000; // de una orden; con la máquina cargada, axe tarda

class Chromium {
  constructor() {
    this.perfil = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
    this.hijo = spawn("chromium", [...OPCIONES,
      `--user-data-dir=${this.perfil}`, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.pedidos = new Map();
    this.sucesos = new Map();
    this.n = 0;
    let resto = "";
    this.hijo.stdio[4].setEncoding("utf8").on("data", (t) => {
      const v = (resto + t).split("\0");
      resto = v.pop();
      for (const m of v) this.recibe(JSON.parse(m));
    });
    const muere = () => this.muere(new Error("chromium se ha ido"));
    this.hijo.on("error", muere);
    this.hijo.on("exit", muere);
    this.hijo.stdio[3].on("error", muere);
  }

  muere(error) {
    this.muerto = error;
    for (const { mal } of this.pedidos.values()) mal(error);
    this.pedidos.clear();
  }

  recibe(m) {
    if (m.id) {
      const p = this.pedidos.get(m.id);
      this.pedidos.delete(m.id);
      if (!p) return;
      clearTimeout(p.plazo);
      if (m.error) p.mal(new Error(`${p.orden}: ${m.error.message}`));
      else p.bien(m.result);
      return;
    }
    const clave = `${m.sessionId} ${m.method}`;
    const f = this.sucesos.get(clave);
    this.sucesos.delete(clave);
    if (f) f();
  }

  manda(orden, params = {}, sessionId = undefined) {
    const id = ++this.n;
    if (this.muerto) return Promise.reject(this.muerto);
    return new Promise((bien, mal) => {
      const plazo = setTimeout(() => {
        this.pedidos.delete(id);
        mal(new Error(`${orden}: no contesta`));
      }, PLAZO);
      this.pedidos.set(id, { bien, mal, orden, plazo });
      this.hijo.stdio[3].write(
        JSON.stringify({ id, method: orden, params, sessionId }) + "\0");
    });
  }

  async pestana() {
    const { targetId } = await this.manda("Target.createTarget",
      { url: "about:blank" });
    const { sessionId } = await this.manda("Target.attachToTarget",
      { targetId, flatten: true });
    await this.manda("Page.enable", {}, sessionId);
    return new Pestana(this, sessionId);
  }

  // Quien cierra bien espera a sus procesos; si no contesta, se le mata.
  async cierra() {
    if (!this.muerto) {
      const fin = new Promise((f) => this.hijo.on("exit", f));
      this.manda("Browser.close").catch(() => {});
      const mata = setTimeout(() => this.hijo.kill("SIGKILL"), 5000);
      await fin;
      clearTimeout(mata);
    }
    fs.rmSync(this.perfil, { recursive: true, force: true,
      maxRetries: 10, retryDelay: 50 });
  }
}

class Pestana {
  constructor(navegador, sesion) {
    this.navegador = navegador;
    this.sesion = sesion;
  }

  manda(orden, params) {
    return this.navegador.manda(orden, params, this.sesion);
  }

  async abre(url) {
    const clave = `${this.sesion} Page.loadEventFired`;
    const cargada = new Promise((f) => this.navegador.sucesos.set(clave, f));
    const r = await this.manda("Page.navigate", { url });
    if (r.errorText) throw new Error(`${url}: ${r.errorText}`);
    await cargada;
  }

  // ancho en píxeles; fondo: «light» o «dark».
  async viste(ancho, fondo) {
    await this.manda("Emulation.setDeviceMetricsOverride",
      { width: ancho, height: 900, deviceScaleFactor: 1,
        mobile: ancho < 600 });
    await this.manda("Emulation.setEmulatedMedia",
      { features: [{ name: "prefers-color-scheme", value: fondo }] });
  }

  async evalua(expression) {
    const r = await this.manda("Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true });
    if (r.exceptionDetails) {
      throw new Error(r.exceptionDetails.exception?.description ||
        r.exceptionDetails.text);
    }
    return r.result.value;
  }
}

module.exports = { Chromium };
