// The conversation inside the widget's frame. Answers come as HTML that render.py has escaped.
"use strict";
(() => {
  const { host, theme, searching, failed, slow, you } = document.body.dataset;
  const log = document.getElementById("log");
  const form = document.getElementById("ask");
  const box = document.getElementById("question");
  const lang = document.documentElement.lang;
  const MOST_WAITING = 20;
  const LONGEST = 2000; // more than a question may have, so that the server says that it is too long
  const turns = [];
  const waiting = [];
  let busy = false;
  if (theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches))
    document.documentElement.classList.add("dark");

  const tell = (message) => {
    if (host && parent !== window) parent.postMessage({ yinju: 1, ...message }, host);
  };
  const cut = (question) => Array.from(question.slice(0, 2 * LONGEST)).slice(0, LONGEST).join(""); // characters, as the server counts
  const put = (name, className, text) => {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  };

  // Questions are shown as soon as they are asked, and answered one after another: each may follow up
  // on the one before. False if nothing was asked, or too many wait already.
  function ask(question) {
    if (!question.trim() || waiting.length >= MOST_WAITING) return false;
    document.querySelector(".start")?.remove();
    const turn = document.createElement("article");
    turn.className = "turn";
    const heading = put("h2", "question", question);
    heading.prepend(put("span", "unseen", you));
    const wait = put("p", "searching", searching);
    turn.append(heading, wait);
    log.append(turn);
    waiting.push({ question, turn, wait });
    work();
    return true;
  }

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) await answer(waiting.shift());
    busy = false;
  }

  async function answer({ question, turn, wait }) {
    turn.scrollIntoView({ block: "start" });
    try {
      const answer = await fetch("/widget/ask", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ question: cut(question), lang, history: turns.slice(-10) }),
      });
      if (answer.status === 429) throw new Error(slow);
      const found = await answer.json();
      if (!answer.ok) throw new Error([400, 503].includes(answer.status) && inOurs(found.error) || failed);
      const shown = document.createElement("div");
      shown.innerHTML = found.html;
      shown.querySelectorAll("a.cite, a.ref, a.permalink").forEach(open);
      wait.replaceWith(...shown.childNodes);
      turns.push({ asked: found.answer.asked, refused: found.answer.refused });
      tell({ kind: "answer", answer: found.answer });
    } catch (error) {
      const known = error instanceof TypeError || error instanceof SyntaxError ? failed : error.message;
      const sorry = put("p", "message", known);
      sorry.setAttribute("role", "alert");
      wait.replaceWith(sorry);
      box.value ||= question;
    }
    turn.scrollIntoView({ block: "start" });
  }

  // Errors come in both languages, see strings.py.
  function inOurs(message) {
    const [chinese, english] = String(message ?? "").split(/(?<=。) /);
    return lang === "en" && english || chinese;
  }

  // A quote opens on a page of its own, at its place.
  function open(link) {
    link.target = "_blank";
    link.rel = "noopener";
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (ask(box.value)) box.value = "";
  });
  log.addEventListener("click", (event) => {
    const edit = event.target.closest(".edit");
    if (edit) { box.value = edit.textContent; box.focus(); }
    const offer = event.target.closest(".offer");
    if (!offer) return;
    ask(offer.textContent);
    // What had the focus is gone; but a phone would bring up its keyboard.
    if (event.detail === 0 || matchMedia("(hover: hover)").matches) box.focus({ preventScroll: true });
  });
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // it is for the input method
    if (event.key === "Escape") tell({ kind: "close" });
  });
  addEventListener("message", (event) => {
    if (!host || event.source !== parent || event.origin !== host || event.data?.yinju !== 1) return;
    if (event.data.kind === "ask" && typeof event.data.question === "string") ask(cut(event.data.question));
    else if (event.data.kind === "focus") box.focus();
  });
  for (const control of form.elements) control.disabled = false; // from now on it is heard
  tell({ kind: "ready" });
  if (box.value) form.requestSubmit();
})();
