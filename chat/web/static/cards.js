// What a visitor can do with a quote card, on the page and in the widget's frame: preview it at its
// number, copy it with its source, say that it is wrong. The cards come from render.py.
"use strict";
(() => {
  const sent = new Map(); // a page that is written anew forgets what was pressed; this does not
  // What is said here later of the same answer replaces what was said before; it names nobody.
  const lot = crypto.getRandomValues(new Uint8Array(16));
  const page = Array.from(lot, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function say(button, key) {
    const told = button.parentElement.querySelector(".told");
    told.textContent = button.closest(".answer").dataset[key];
    told.dataset.kind = key;
  }

  // The words that are shown, with the ends of lines that the document has, and no mark of ours between them.
  function quoted(card) {
    const shown = card.querySelector("blockquote:not([hidden])");
    const pieces = shown.querySelectorAll(".words, br");
    if (!pieces.length) return shown.textContent;
    return Array.from(pieces, (piece) => (piece.tagName === "BR" ? "\n" : piece.textContent)).join("");
  }

  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch { /* no clipboard without a secure origin, or in a frame without leave: the old way */ }
    const area = document.createElement("textarea");
    const before = document.activeElement;
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    if (!done) throw new Error("no clipboard");
  }

  async function copy(button) {
    const card = button.closest(".card");
    const link = card.querySelector("a.cite"); // none at a kept quote that no longer stands anywhere
    const place = link ? `\n${new URL(link.getAttribute("href"), document.baseURI)}` : "";
    try {
      const tidied = card.querySelector('[data-view="tidied"][aria-pressed="true"]');
      const how = tidied ? `（${tidied.textContent}）` : "";
      await toClipboard(`「${quoted(card)}」${how}\n——${button.dataset.source}${place}`);
      say(button, "copied");
    } catch {
      getSelection().selectAllChildren(card.querySelector("blockquote:not([hidden])"));
      say(button, "selected");
    }
  }

  // 原文 or 整理后: the same quote as it stands, and without what setting and printing put into it.
  function view(button) {
    const card = button.closest(".card");
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
    for (const quote of card.querySelectorAll("blockquote"))
      quote.hidden = quote.classList.contains("tidied") !== (button.dataset.view === "tidied");
  }

  function reported(button) {
    const answer = button.closest(".answer");
    const link = button.closest(".card")?.querySelector("a.cite").getAttribute("href");
    const place = link ? new URL(link, document.baseURI) : null;
    return {
      question: Array.from(answer.dataset.question).slice(0, 300).join(""),
      verdict: button.dataset.verdict,
      document: place ? place.pathname.split("/").pop() : "",
      at: place?.searchParams.get("at") ?? "",
      words: place?.searchParams.get("words") ?? "",
    };
  }

  const about = ({ verdict, ...what }) => JSON.stringify(what);

  function press(button) {
    for (const one of button.parentElement.querySelectorAll("[data-verdict]"))
      one.setAttribute("aria-pressed", String(one === button));
  }

  async function report(button) {
    const said = reported(button);
    if (sent.get(about(said)) === said.verdict) return; // it says so already
    try {
      const answer = await fetch(new URL("report", document.baseURI), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...said, page }),
      });
      if (answer.status !== 204) throw new Error(answer.status);
    } catch {
      return say(button, "unsent");
    }
    sent.set(about(said), said.verdict);
    press(button);
    say(button, "sent");
  }

  // A preview at a number: it stays while the pointer is on it, and Escape takes it away.
  const preview = document.createElement("div");
  preview.id = "preview";
  preview.setAttribute("role", "tooltip");
  preview.hidden = true;
  let at = null;
  let from = 0; // where its number was
  let waiting = 0;

  function show(reference) {
    clearTimeout(waiting);
    if (at === reference) return;
    hide();
    const card = reference.closest(".answer").querySelectorAll(".card")[Number(reference.textContent) - 1];
    if (!card) return;
    at = reference;
    const parts = card.querySelectorAll("blockquote:not([hidden]), .place");
    preview.replaceChildren(...Array.from(parts, (part) => part.cloneNode(true)));
    (reference.closest("main") ?? document.body).append(preview); // inside a landmark
    preview.hidden = false;
    reference.setAttribute("aria-describedby", preview.id);
    const number = reference.getBoundingClientRect();
    from = number.top;
    const size = preview.getBoundingClientRect();
    const below = number.bottom + 6 + size.height <= innerHeight;
    preview.style.left = `${Math.max(8, Math.min(number.left - 12, innerWidth - size.width - 8))}px`;
    preview.style.top = `${below ? number.bottom + 6 : Math.max(8, number.top - 6 - size.height)}px`;
  }

  function hide() {
    clearTimeout(waiting);
    preview.hidden = true;
    at?.removeAttribute("aria-describedby");
    at = null;
  }

  const reference = (event) => event.target.closest?.("a.ref");
  document.addEventListener("pointerover", (event) => {
    clearTimeout(waiting);
    if (event.pointerType === "touch") return;
    if (reference(event)) waiting = setTimeout(show, 120, reference(event));
    else if (at && !event.target.closest?.("#preview") && document.activeElement !== at) waiting = setTimeout(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    if (reference(event)?.matches(":focus-visible")) show(reference(event));
  });
  document.addEventListener("focusout", (event) => reference(event) && hide());
  // What scrolls away takes its preview along; the last of a scroll that brought the pointer here does not.
  document.addEventListener("scroll", () => {
    if (at && Math.abs(at.getBoundingClientRect().top - from) > 2) hide();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !at) return;
    event.stopImmediatePropagation(); // this Escape was for the preview, not for what is around it
    hide();
  }, true);
  document.addEventListener("click", (event) => {
    hide();
    const button = event.target.closest?.("button");
    if (button?.matches(".copy")) copy(button);
    else if (button?.dataset.view) view(button);
    else if (button?.dataset.verdict) report(button);
  });
  new MutationObserver(() => {
    if (at && !at.isConnected) hide();
    if (!sent.size) return;
    for (const button of document.querySelectorAll("[data-verdict]:not([aria-pressed])"))
      if (sent.get(about(reported(button))) === button.dataset.verdict) press(button);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
