// The page's own behaviour: open a quote where it stands, highlight it, keep the newest turn in view.
// What is open has the address #DOCUMENT:START-END,…:FINGERPRINT, made of the quote's own, /d/DOCUMENT?….
"use strict";
(() => {
  const ADDRESS = /^#([0-9a-f]{12}):((?:\d+-\d+,?)+):([0-9a-f]{8})$/;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const narrow = matchMedia("(max-width: 860px)"); // as in page.css
  const byId = (id) => document.getElementById(id);
  let opener = null;

  function ranges(list) {
    return list ? list.split(",").map((range) => range.split("-").map(Number)) : [];
  }

  // Offsets count characters (code points); JavaScript counts UTF-16 units, so 𠮷 would be two.
  function characters(run) {
    return Array.from(run.textContent);
  }

  function fingerprint(letters) {
    let value = 0x811c9dc5;
    for (const letter of letters) value = Math.imul(value ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  }

  function runs(page) {
    return Array.from(page.querySelectorAll("[data-start]"), (element) => {
      const letters = characters(element);
      const start = Number(element.dataset.start);
      return { element, letters, start, end: start + letters.length };
    });
  }

  function wordsAt(all, spans) {
    return spans.flatMap(([start, end]) =>
      all.filter((run) => run.start < end && run.end > start)
        .sort((one, other) => one.start - other.start)
        .flatMap((run) => run.letters.slice(Math.max(0, start - run.start), end - run.start)));
  }

  function clear(page) {
    const marked = new Set(Array.from(page.querySelectorAll("mark"), (mark) => mark.parentElement));
    for (const run of marked) run.textContent = run.textContent;
  }

  function highlight(all, spans, asked) {
    const inside = (list, at) => list.some(([start, end]) => start <= at && at < end);
    for (const { element, letters, start, end } of all) {
      if (!spans.some(([from, to]) => from < end && to > start)) continue;
      const pieces = [];
      letters.forEach((letter, index) => {
        const at = start + index;
        const kind = inside(spans, at) ? (inside(asked, at) ? "asked" : "cited") : "";
        const last = pieces.at(-1);
        if (last && last.kind === kind) last.text += letter;
        else pieces.push({ kind, text: letter });
      });
      element.replaceChildren(...pieces.map(({ kind, text }) => {
        if (!kind) return document.createTextNode(text);
        const mark = document.createElement("mark");
        mark.className = kind;
        mark.textContent = text;
        return mark;
      }));
    }
  }

  let noticed = "";
  function notice(kind) {
    const line = byId("reader-notice");
    line.textContent = kind ? line.dataset[kind] : "";
    noticed = kind;
  }

  // What stands of ours around and in the document is in the language of the page, also when that changes.
  let spoken = "";
  function speak() {
    const line = byId("reader-notice");
    spoken = line.lang;
    for (const end of byId("reader-page").querySelectorAll(".torn"))
      end.setAttribute("aria-label", line.dataset[end.matches("a") ? "onward" : "torn"]);
    notice(noticed);
  }

  async function load(key) {
    if (byId("reader-page").querySelector("article")?.dataset.document === key) return "";
    let answer, words;
    try {
      answer = await fetch(new URL(`d/${key}?lang=${document.documentElement.lang}`, document.baseURI));
      words = await answer.text();
    } catch {
      return "unreachable";
    }
    if (answer.status === 404) return "changed";
    if (!answer.ok) return "unreachable";
    const whole = new DOMParser().parseFromString(words, "text/html"); // it runs no script
    const page = byId("reader-page"); // as it is by now: gradio may have made it anew meanwhile
    page.replaceChildren(document.adoptNode(whole.querySelector("article")));
    page.scrollTop = 0;
    name();
    speak();
    return "";
  }

  // The bar above the document says which one it is; it is written anew when the language changes.
  function name() {
    const key = byId("reader-page").querySelector("article")?.dataset.document;
    if (!key) return;
    const choice = byId("reader-choice");
    if (choice) choice.value = key;
    byId("reader-whole").href = `d/${key}?lang=${document.documentElement.lang}`;
  }

  // A conversation as a file. The text comes from markdown.py, which has escaped it.
  function save(text) {
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    file.download = `yinju-${new Date().toISOString().slice(0, 10)}.md`;
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 10000);
  }

  // The link of a quote ▶ what the address bar says when it is open here.
  function opened(link) {
    const place = new URL(link.getAttribute("href"), document.baseURI);
    const { at, words, asked = "" } = Object.fromEntries(place.searchParams);
    return { hash: `#${place.pathname.split("/").pop()}:${at}:${words}`, asked };
  }

  async function show(hash, asked) {
    const address = ADDRESS.exec(hash);
    if (!address || !byId("reader-page")) return;
    openPanel();
    const problem = await load(address[1]);
    if (location.hash !== hash) return; // another quote was asked for meanwhile, or none any more
    const page = byId("reader-page");
    clear(page);
    notice(problem);
    if (problem) return;
    const all = runs(page);
    const spans = ranges(address[2]);
    if (fingerprint(wordsAt(all, spans)) !== address[3]) {
      notice("changed"); // other words stand there now: better none than wrong ones
      return;
    }
    highlight(all, spans, ranges(asked));
    const first = page.querySelector("mark");
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    bring(first, page);
  }

  // What is not in sight is not laid out yet, and its height is a guess: as it comes into sight a quote moves
  // away, so its place is looked up again until it stays, a third below the top.
  function bring(mark, page, tries = 20) {
    const middle = mark.getBoundingClientRect().top - page.getBoundingClientRect().top;
    const before = page.scrollTop;
    page.scrollTop += middle - page.clientHeight / 3;
    if (tries && mark.isConnected && (Math.abs(page.scrollTop - before) > 1 || tries > 17)) {
      requestAnimationFrame(() => bring(mark, page, tries - 1));
    }
  }

  // The one link that is open, or none.
  function current(link) {
    document.querySelectorAll("a[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    link?.setAttribute("aria-current", "true");
  }

  // A quote that was open before is gone back to: the card that it stands on, the newest if several do, is open again.
  function goBackTo(hash) {
    const link = Array.from(document.querySelectorAll(".log a.cite")).findLast((one) => opened(one).hash === hash);
    current(link);
    show(hash, link ? opened(link).asked : "");
  }

  // No quote is open any more.
  function leave() {
    current();
    clear(byId("reader-page"));
    notice("");
    closePanel();
  }

  // A new conversation, or another document, has no quote open: no highlight of the old one, nor its address.
  function forget() {
    opener = null;
    leave();
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  // On a narrow screen the panel is a sheet above the chat; on a wide one it is always there. What lies under the
  // sheet is not gone through by keyboard, and a tap there closes the sheet.
  function openPanel() {
    byId("reader")?.classList.add("open");
    cover();
  }

  function closePanel() {
    byId("reader")?.classList.remove("open");
    cover();
    opener?.focus();
  }

  function cover() {
    const sheet = narrow.matches && byId("reader")?.classList.contains("open");
    for (const below of ["masthead", "conversation"])
      if (byId(below)) byId(below).inert = Boolean(sheet);
  }

  document.addEventListener("click", (event) => {
    // The whole card opens its quote, unless a click there ends the selecting of some words.
    const bare = getSelection().isCollapsed && !event.target.closest?.("button");
    const card = bare ? event.target.closest?.(".card") : null;
    const link = event.target.closest?.("a.cite, a.ref") ?? card?.querySelector("a.cite");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      opener = link;
      current(link);
      const { hash, asked } = opened(link);
      // back goes to the quote before, and from the first to none
      if (hash !== location.hash) history.pushState(history.state, "", hash);
      show(hash, asked);
    } else if (event.target.closest?.("#reader-close") || (byId("conversation")?.inert && !event.target.closest?.("#reader"))) {
      closePanel();
    } else if (event.target.closest?.("#read")) {
      opener = event.target.closest("button");
      openPanel();
      byId("reader-page").focus();
    } else if (event.target.closest?.("#restart")) {
      forget();
    }
    // What goes away when it is pressed must not leave the keyboard on nothing.
    if (event.detail === 0 && event.target.closest?.("#send, #stop, #retry, #restart, #examples button"))
      document.querySelector("#question textarea")?.focus();
  });

  // The address says the language that was chosen, so that the page has it when it is loaded again.
  function keep(chosen) {
    const place = new URL(location.href);
    if (chosen === "en") place.searchParams.set("lang", chosen);
    else place.searchParams.delete("lang");
    history.replaceState(history.state, "", place);
  }

  document.addEventListener("change", async (event) => {
    if (event.target.closest("#language")) keep(event.target.value);
    if (event.target.id !== "reader-choice") return;
    const problem = await load(event.target.value);
    current();
    history.replaceState(history.state, "", location.pathname + location.search);
    notice(problem);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // it is for the input method
    if (event.key === "Escape" && byId("reader")?.classList.contains("open")) closePanel();
  });

  document.addEventListener("yinju-save", (event) => save(String(event.detail)));
  narrow.addEventListener("change", cover);
  addEventListener("hashchange", () => {
    if (ADDRESS.test(location.hash)) goBackTo(location.hash);
    else leave();
  });

  // Gradio builds the page after this script has run, and replaces the conversation as it grows.
  let turns = 0;
  let arrived = null; // the panel that has a document, or gets one
  let began = ""; // the first document, when it was brought there
  new MutationObserver(() => {
    const log = document.querySelector(".log");
    if (!log) return;
    // Setting an attribute, even to what it is, would call this observer again without end.
    if (document.documentElement.lang !== log.lang) document.documentElement.lang = log.lang;
    // gradio's buttons say nothing of their language.
    const offered = byId("examples");
    if (offered && offered.lang !== "zh-CN") offered.lang = "zh-CN";
    // gradio may make the panel anew, or empty it for a library that begins with another document.
    const panel = byId("reader-page");
    if (panel && (panel !== arrived || panel.dataset.first !== began)) {
      arrived = panel;
      began = panel.dataset.first;
      if (ADDRESS.test(location.hash)) show(location.hash, "");
      else load(began).then(notice);
    }
    if (arrived && byId("reader-notice") && byId("reader-notice").lang !== spoken) speak();
    if (arrived && byId("reader-whole") && !byId("reader-whole").href) name();
    const all = log.querySelectorAll(".turn");
    const box = byId("chat");
    const newest = all[all.length - 1];
    if (newest && (all.length > turns || newest.querySelector(".searching"))) {
      const below = newest.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTo({ top: box.scrollTop + below - 8, behavior: calm.matches ? "auto" : "smooth" });
    }
    turns = all.length;
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["lang", "data-first"] });
})();
