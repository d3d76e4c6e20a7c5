// What gradio would compile from text in the browser is given to it as functions, so that the page's
// Content-Security-Policy needs no 'unsafe-eval'. gradio 6.31 compiles two things: the templates of gr.HTML, of which
// this page has only "${value}" and an empty one (Handlebars makes the first two texts of them, gradio the last two),
// and the `js` of events, which on this page only names a function of `events`. Anything else goes to the real
// Function, and there the policy refuses it. Runs before gradio does, see guard.py.
"use strict";
(() => {
  const TEMPLATES = new Map([
    ['return "${value}";', () => "${value}"],
    ['return "";', () => ""],
    ["return `${value}`;", (value) => `${value}`],
    ["return ``;", () => ""],
  ]);
  const events = {
    // The language of ?lang=en, and what the library holds. Asked in the browser, because an event on the server
    // counts as a question asked, and gradio can lose a question that is sent in the moment in which the answer
    // to an event before it ends.
    opens: async () => [
      /^en/i.test(new URLSearchParams(location.search).get("lang")) ? "en" : "zh-CN",
      (await (await fetch("api/documents")).json()).map((one) => one.address + one.title).join(" "),
    ],
    // page.js empties the box now, and not when the first of the answer comes: what is typed by then stays. Cut to more
    // than a question may have, so that the server says that it is too long.
    asks: (question, said, code) => {
      document.dispatchEvent(new CustomEvent("yinju-asks", { detail: question }));
      return [Array.from(question.slice(0, 4000)).slice(0, 2000).join(""), said, code];
    },
    // Nothing came: too many questions, or no connection.
    unasked: () => document.dispatchEvent(new CustomEvent("yinju-unasked")),
    origin: (said, code) => [said, code, location.origin],
    // For page.js, which makes a file of it: gradio's own way to one is closed, see guard.py.
    save: (text) => document.dispatchEvent(new CustomEvent("yinju-save", { detail: text })),
  };
  const EVENT = /^return \(\n(\w+)\n\);$/;

  function instead(real, parts) {
    const text = String(parts.at(-1)).trim();
    const event = EVENT.exec(text)?.[1];
    if (Object.hasOwn(events, event ?? "")) return async () => events[event];
    return TEMPLATES.get(text) ?? Reflect.construct(real, parts);
  }

  // Both stand where the real ones stood: what is a Function stays one.
  const asynchronous = Object.getPrototypeOf(async () => {});
  for (const [place, name, real] of [
    [window, "Function", Function],
    [asynchronous, "constructor", asynchronous.constructor],
  ]) {
    const given = function (...parts) { return instead(real, parts); };
    given.prototype = real.prototype;
    Object.defineProperty(place, name, { value: given, configurable: true, writable: true });
  }
})();
