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
  let at = -1;

  // Full-width letters and capitals are the same as the others; one character stays one character.
  const fold = (words) => words
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ")
    .replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());

  // The text of all blocks, read once: a line's end between two, so that no hit goes across.
  function read() {
    const pieces = [];
    let length = 0;
    for (const block of article.children) {
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        nodes.push(node);
        starts.push(length);
        pieces.push(node.data);
        length += node.data.length;
      }
      pieces.push("\n");
      length += 1;
    }
    text = fold(pieces.join(""));
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

  function range(start, kind) {
    const end = start + box.value.length;
    const [first, last] = [nodeAt(start), nodeAt(end - 1)];
    const place = {
      startContainer: nodes[first], startOffset: start - starts[first],
      endContainer: nodes[last], endOffset: end - starts[last],
    };
    if (kind === StaticRange) return new StaticRange(place);
    const live = new Range();
    live.setStart(place.startContainer, place.startOffset);
    live.setEnd(place.endContainer, place.endOffset);
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
    let block = words.startContainer.parentElement;
    while (block.parentElement !== article) block = block.parentElement;
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

  function find() {
    if (!nodes.length) read();
    const wanted = fold(box.value);
    hits = [];
    at = -1;
    if (wanted.trim())
      for (let place = text.indexOf(wanted); place >= 0; place = text.indexOf(wanted, place + wanted.length)) hits.push(place);
    if (hits.length) {
      // The first one from where the reader is.
      const top = article.getBoundingClientRect().top;
      const here = Array.from(article.children).findIndex((block) => block.getBoundingClientRect().bottom > bar.offsetHeight);
      const from = top > 0 ? 0 : offsetOf(here);
      at = hits.findIndex((start) => start >= from);
      if (at < 0) at = 0;
      bring();
    }
    mark();
    tell();
  }

  function offsetOf(child) {
    const block = article.children[Math.max(0, child)];
    const first = nodes.findIndex((node) => block.contains(node));
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
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(find, 120);
  });
  box.addEventListener("compositionend", () => { waiting = setTimeout(find, 0); });
  bar.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target === box) {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
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
