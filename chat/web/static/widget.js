// Puts a document's chat into any page: <script src="https://HOST/widget.js" defer></script>.
// Attributes: data-title, data-lang (zh-CN, en), data-theme (auto, light, dark), data-position (right, left),
// data-ask (a first question), data-target (a selector: in the page's flow instead of a bubble).
// Nothing but this file is fetched until the chat is opened.
"use strict";
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const set = script.dataset;
  const english = /^en/i.test(set.lang || "");
  const title = set.title || (english ? "Ask the document" : "问问文件");
  const heard = {};
  let frame = null;
  let loading = false;
  let sorry = null;
  let ready = false;
  let waiting = [];

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const make = (name, attributes, parent) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent?.append(element);
    return element;
  };
  // A sheet of our own, made by script: a host's policy against inline styles does not reach it.
  const sheet = new CSSStyleSheet();
  const dark = set.theme === "dark" || (set.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const [paper, ink] = dark ? ["#171512", "#ece5d8"] : ["#faf7f0", "#23201c"];
  const side = set.position === "left" ? "left" : "right";
  sheet.replaceSync(`
    :host { all: initial !important; direction: ltr !important; display: block !important; } /* stronger than any rule of the page */
    button { font: 600 15px/1 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; cursor: pointer; border: 1px solid transparent; }
    button:focus-visible { outline: 3px solid #f3c64b; outline-offset: 2px; }
    .bubble { position: fixed; bottom: calc(20px + var(--below)); ${side}: 20px; z-index: 2147483000; padding: 14px 19px; border-radius: 26px;
      background: #a5332b; color: #fffdf8; box-shadow: 0 4px 16px #0004; }
    .panel { position: fixed; bottom: calc(84px + var(--above)); ${side}: 20px; z-index: 2147483001; width: min(420px, calc(100vw - 40px));
      height: min(640px, calc(100dvh - 104px - var(--above))); border: 1px solid #b9b0a0; border-radius: 8px; overflow: hidden;
      background: ${paper}; box-shadow: 0 8px 32px #0005; display: flex; flex-direction: column; }
    .panel[hidden] { display: none; }
    .bar { display: flex; align-items: center; justify-content: space-between; background: #a5332b; color: #fffdf8;
      font: 600 15px/44px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; padding: 0 4px 0 16px; flex: none; }
    .bar button { background: none; color: inherit; padding: 0; font-size: 22px; width: 44px; height: 44px; }
    .inside { height: 460px; border: 1px solid #b9b0a0; border-radius: 8px; overflow: hidden; background: ${paper}; }
    iframe { border: 0; width: 100%; flex: 1; display: block; height: 100%; min-height: 0; color-scheme: normal; }
    .sorry { font: 15px/1.8 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; color: ${ink}; padding: 24px; overflow-wrap: anywhere; }
    .sorry p { margin: 0 0 12px; }
    .sorry button { background: #a5332b; color: #fffdf8; border-radius: 4px; padding: 10px 17px; }
    @media (max-width: 600px) {
      .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
      .panel:not([hidden]) ~ .bubble { display: none; } /* it would lie on the button that sends */
    }
  `);
  root.adoptedStyleSheets = [sheet];

  // This Escape is for the input method: it takes back what is being written.
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const tell = (name, value) => (heard[name] || []).forEach((call) => call(value));
  const say = (message) => frame.contentWindow.postMessage({ yinju: 1, ...message }, home);

  // A frame of a site that may not embed would be a grey face: asked first, and told apart from a server
  // that does not answer, because that is worth trying again.
  async function load(box, ask) {
    if (frame || loading) return;
    loading = true;
    sorry?.remove();
    const may = await fetch(new URL("/widget/allowed", home), { credentials: "omit" }).catch(() => null);
    loading = false;
    if (may?.status === 403) return explain(box, english
      ? `${location.origin} has not been allowed to embed these documents (--embed-origin).`
      : `${location.origin} 还没有获准嵌入这些文件（--embed-origin）。`);
    if (!may?.ok) return explain(box, english
      ? "The documents cannot be reached right now. Please check the connection."
      : "现在连接不上这些文件，请检查网络。", english ? "Try again" : "再试一次");
    const address = new URL("/widget", home);
    address.searchParams.set("host", location.origin);
    for (const key of ["lang", "theme"]) if (set[key]) address.searchParams.set(key, set[key]);
    if (ask) address.searchParams.set("ask", ask);
    frame = make("iframe", { title, referrerpolicy: "no-referrer", allow: "clipboard-write", src: address }, box);
  }

  function explain(box, words, again) {
    sorry = make("div", { class: "sorry", role: "alert" }, box);
    make("p", {}, sorry).textContent = words;
    if (!again) return;
    const button = make("button", { type: "button" }, sorry);
    button.textContent = again;
    button.addEventListener("click", () => load(box, set.ask));
  }

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    const said = event.data;
    if (!said || said.yinju !== 1) return;
    if (said.kind === "ready") {
      ready = true;
      waiting.forEach((question) => say({ kind: "ask", question }));
      waiting = [];
      if (!set.target) say({ kind: "focus" });
    } else if (said.kind === "close") close();
    else if (said.kind === "answer") tell("answer", said.answer);
  });

  let panel;
  let bubble;

  // Other widgets' bubbles on the same side stand below this one's, and its panel above all of them.
  const mates = () => document.querySelectorAll(`[data-yinju="${side}"]`).length;
  const lift = (name, bubbles) => [panel, bubble].forEach((one) => one.style.setProperty(name, `${bubbles * 56}px`));

  function open() {
    if (set.target) return load(panel, set.ask);
    dispatchEvent(new CustomEvent("yinju-opens", { detail: host })); // one at a time
    lift("--above", mates() - 1);
    panel.hidden = false;
    bubble.setAttribute("aria-expanded", "true");
    if (ready) say({ kind: "focus" });
    tell("open");
    return load(panel, set.ask);
  }

  function close(stays) {
    if (set.target || panel.hidden) return;
    panel.hidden = true;
    bubble.setAttribute("aria-expanded", "false");
    if (!stays) bubble.focus();
    tell("close");
  }

  function ask(question) {
    const words = String(question);
    open();
    if (ready) say({ kind: "ask", question: words });
    else if (waiting.length < 20) waiting.push(words);
  }

  function on(name, call) {
    (heard[name] ||= []).push(call);
  }

  function begin() {
    if (set.target) {
      let place = null;
      try { place = document.querySelector(set.target); } catch { /* no selector: said below */ }
      if (!place) return console.warn(`yinju: expected data-target to select an element of this page, came ${set.target}`);
      panel = make("div", { class: "inside" }, root);
      place.append(host);
      // Only what is about to be seen is fetched.
      new IntersectionObserver((seen, watch) => {
        if (seen.some((one) => one.isIntersecting)) { watch.disconnect(); open(); }
      }, { rootMargin: "200px" }).observe(host);
    } else {
      panel = make("div", { class: "panel", role: "dialog", "aria-label": title, hidden: "" }, root);
      const bar = make("div", { class: "bar" }, panel);
      make("span", {}, bar).textContent = title;
      const shut = make("button", { type: "button", "aria-label": english ? "Close" : "关闭" }, bar);
      shut.textContent = "×";
      shut.addEventListener("click", () => close());
      bubble = make("button", { class: "bubble", type: "button", "aria-expanded": "false" }, root);
      bubble.textContent = title;
      bubble.addEventListener("click", () => (panel.hidden ? open() : close()));
      root.addEventListener("keydown", (event) => { if (event.key === "Escape" && !composing(event)) close(); });
      addEventListener("yinju-opens", (event) => { if (event.detail !== host) close(true); });
      lift("--below", mates());
      host.dataset.yinju = side;
      document.body.append(host);
    }
    // The first widget of a page is the one that the page's scripts speak to.
    if (!window.Yinju?.ask) window.Yinju = { open, close: () => close(), ask, on };
  }

  // In the head of a page, without defer, there is nothing yet to stand in.
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
