// A document that was opened at a quote: bring the quote to where it is seen.
"use strict";
(() => {
  const cited = document.getElementById("cited");
  if (!cited) return;
  cited.scrollIntoView({ block: "start" }); // a third below the top, see scroll-margin-top in plain.css
  cited.focus({ preventScroll: true });
})();
