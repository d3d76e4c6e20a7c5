// The question box of the chat page: what is asked leaves it at once and stands below the conversation until the server
// has it there, so that what is typed meanwhile stays. It comes back to be shortened or asked again where no answer came.
"use strict";
(() => {
  const box = () => document.querySelector("#question textarea, #question input");
  const newest = () => Array.from(document.querySelectorAll(".log .turn")).at(-1);
  const said = () => newest()?.textContent; // gradio may write the same turn anew, or another one into the same element
  const ours = () => document.querySelector("#brand .masthead"); // what is said here, in the language of the page
  let asked = "";
  let before = "";

  function write(question) {
    if (!box()) return;
    box().value = question;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function takeBack() {
    if (asked && box() && !box().value) write(asked);
    asked = "";
  }

  // The button that stops is there before the server has said anything; what says "false" after this is the server.
  function busy(now) {
    document.querySelector(".log")?.setAttribute("aria-busy", String(now));
  }

  function put(name, className, text, parent) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    parent.append(element);
    return element;
  }

  // A turn that the server does not know of (yet): below the conversation, which gradio writes anew.
  const pending = () => document.querySelector(".pending");
  function show(question, message) {
    pending()?.remove();
    const turn = put("article", "turn pending", "", document.getElementById("log"));
    turn.lang = ours().lang;
    if (question) put("h2", "question", question, turn);
    if (message) put("p", "message", message, turn).setAttribute("role", "alert");
    else {
      put("p", "searching", ours().dataset.searching, turn);
      turn.setAttribute("aria-hidden", "true"); // it will be told when it is in the conversation
    }
    turn.scrollIntoView({ block: "start" });
  }

  // Nothing comes any more, and why: what a server says, in both languages, or no connection.
  function fail(why) {
    const [chinese, english] = why.split(/(?<=。) /);
    document.querySelectorAll(".searching").forEach((line) => line.remove());
    show(said() === before ? asked : "", ours().lang === "en" && english || chinese);
    takeBack();
    busy(false);
  }

  document.addEventListener("yinju-asks", (event) => {
    asked = event.detail.trim() && event.detail;
    before = said();
    write("");
    if (!asked) return;
    show(asked);
    busy(true);
  });
  document.addEventListener("yinju-unreached", (event) => fail(event.detail || ours().dataset.unreached));
  document.addEventListener("yinju-unasked", () => {
    if (asked) fail(ours().dataset.failed); // and nobody has said why
  });
  document.addEventListener("click", (event) => {
    const edit = event.target.closest?.(".edit");
    if (edit) {
      write(edit.textContent); // what a follow-up was taken to ask, to be corrected and asked again
      box()?.focus();
    } else if (event.target.closest?.("#restart, #retry")) {
      asked = "";
      pending()?.remove();
    } else if (asked && event.target.closest?.("#stop") && said() === before) {
      pending()?.remove();
      takeBack();
      busy(false);
    }
  });
  new MutationObserver(() => {
    if (pending() && asked && said() !== before) pending().remove();
    const turn = asked && newest();
    if (!turn || turn.closest('[aria-busy="true"]')) return;
    if (turn.querySelector(".message") && !turn.querySelector(".answer")) takeBack();
    asked = "";
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });
})();
