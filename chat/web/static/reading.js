// A document on a page of its own: bring the quote that it was opened at into view, and search inside.
"use strict";
(() => {
  const cited = document.getElementById("cited");
  if (cited) {
    cited.scrollIntoView({ block: "start" }); // a third below the top, see scroll-margin-top in plain.css
    cited.focus({ preventScroll: true });
  }

  const article = document.querySelector("article.page");
  const bar = document.querySelector(".find");
  const box = document.getElementById("find");
  const output = bar.querySelector("output");
  const steps = bar.querySelectorAll("[data-step]");
  const MOST_MARKED = 2000; // all are counted and can be gone to; so many are marked at once
  let text = "";
  let nodes = [];
  let starts = [];
  let hits = [];
  let length = 0; // of what is searched for, folded
  let searched = "";
  let at = -1;

  // What matching takes for the same is the same here: 長 and 长, Ａ and a. The server says which characters those
  // are, once, when somebody comes to search; where it cannot be asked, only what is written alike is found.
  let same = new Map();
  let different = /(?!)/gu;
  const fold = (words) => words.replace(/\p{Cc}/gu, " ").replace(different, (letter) => same.get(letter));
  let folding = null;

  function learn() {
    folding ??= fetch("/fold").then(async (answer) => {
      if (!answer.ok) return;
      const [changed, into] = (await answer.text()).split("\n").map((line) => Array.from(line));
      same = new Map(changed.map((letter, place) => [letter, into[place]]));
      different = new RegExp(`[${changed.join("").replace(/[\\\]^-]/g, "\\$&")}]`, "gu");
    }).catch(() => {});
    return folding;
  }

  // The text of all blocks, read once: a line's end between two, so that no hit goes across. What a block holds
  // besides, a line's end or a tab, is a space.
  function read() {
    const pieces = [];
    let end = 0;
    for (const block of article.querySelectorAll(".part > *")) {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const folded = fold(node.data);
        nodes.push(node);
        starts.push(end);
        pieces.push(folded);
        end += folded.length;
      }
      pieces.push("\n");
      end += 1;
    }
    text = pieces.join("");
  }

  function nodeAt(offset) {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // A place in the folded text ▶ its node, and the place in that. The rare letters outside of the basic plane are
  // two units to JavaScript, and what they fold to may be one: so the letters are gone through.
  function placed(offset, node = nodeAt(offset)) {
    let unit = 0;
    let folded = starts[node];
    for (const letter of nodes[node].data) {
      if (folded >= offset) break;
      unit += letter.length;
      folded += (same.get(letter) ?? letter).length;
    }
    return [nodes[node], unit];
  }

  function range(start, kind) {
    const [startContainer, startOffset] = placed(start);
    const [endContainer, endOffset] = placed(start + length, nodeAt(start + length - 1));
    if (kind === StaticRange)
      return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
    const live = new Range();
    live.setStart(startContainer, startOffset);
    live.setEnd(endContainer, endOffset);
    return live;
  }

  function mark() {
    if (!CSS.highlights) return;
    const from = Math.max(0, Math.min(at - MOST_MARKED / 2, hits.length - MOST_MARKED));
    CSS.highlights.set("found", new Highlight(
      ...hits.slice(from, from + MOST_MARKED).map((start) => range(start, StaticRange))));
    CSS.highlights.set("here", new Highlight(...(at < 0 ? [] : [range(hits[at], StaticRange)])));
  }

  function tell() {
    const shown = { at: at + 1, all: hits.length };
    output.textContent = !box.value ? "" : hits.length
      ? output.dataset.count.replace(/{(\w+)}/g, (_, key) => shown[key]) : output.dataset.none;
    for (const button of steps) button.disabled = hits.length < 2;
  }

  // What is far away is not laid out yet: first its block, then the words themselves.
  function bring() {
    const words = range(hits[at]);
    const block = words.startContainer.parentElement.closest(".part > *");
    const seen = () => {
      const place = words.getBoundingClientRect();
      return place.height && place.top > bar.offsetHeight + 8 && place.bottom < innerHeight - 8;
    };
    if (seen()) return;
    block.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => {
      if (!seen()) scrollBy(0, words.getBoundingClientRect().top - innerHeight / 3);
    });
    if (!CSS.highlights) { getSelection().removeAllRanges(); getSelection().addRange(words); }
  }

  async function find() {
    searched = box.value;
    if (searched) await learn();
    if (searched !== box.value) return; // typed on meanwhile
    if (!nodes.length) read();
    const wanted = fold(searched);
    length = wanted.length;
    hits = [];
    at = -1;
    if (wanted.trim())
      for (let place = text.indexOf(wanted); place >= 0; place = text.indexOf(wanted, place + length)) hits.push(place);
    if (hits.length) {
      const from = here();
      at = Math.max(0, hits.findIndex((start) => start >= from)); // the first one from where the reader is
      bring();
    }
    mark();
    tell();
  }

  // Where the text begins that is in sight; only the part that is in sight is asked where its blocks are.
  function here() {
    const below = (one) => one.getBoundingClientRect().bottom > bar.offsetHeight;
    if (article.getBoundingClientRect().top > 0) return 0;
    const part = Array.from(article.children).find(below);
    const block = part && Array.from(part.children).find(below);
    const first = block ? nodes.findIndex((node) => block.contains(node)) : -1;
    return first < 0 ? 0 : starts[first];
  }

  function step(by) {
    if (!hits.length) return;
    at = (at + by + hits.length) % hits.length;
    mark();
    bring();
    tell();
  }

  let waiting = 0;
  box.addEventListener("focus", learn);
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(find, 120);
  });
  box.addEventListener("compositionend", () => { waiting = setTimeout(find, 0); });
  bar.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // it is for the input method
    if (event.key === "Enter" && event.target === box) {
      event.preventDefault();
      if (box.value === searched) step(event.shiftKey ? -1 : 1);
      else find();
    } else if (event.key === "Escape" && box.value) {
      box.value = "";
      find();
    }
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
  bar.hidden = false;
})();
