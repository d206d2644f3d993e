// What the pages need beyond the theme: whatever scrolls sideways can be reached by keyboard, and on paper everything is
// open and light.
(() => {
  "use strict";

  const scrollers =
    "pre, div.math, mjx-container, .pst-scrollable-table-container, .cell_output .output.text_html";

  function makeReachable() {
    document.querySelectorAll("span.math mjx-container").forEach((formula) => {
      const block = formula.closest("p, td, th, li, dd, summary, figcaption");
      const room = block ? block.clientWidth : Infinity;
      formula.classList.toggle("nnbe-wide", formula.scrollWidth > room);
    });
    document.querySelectorAll(scrollers).forEach((element) => {
      const scrolls = element.scrollWidth > element.clientWidth + 1;
      if (scrolls && !element.hasAttribute("tabindex")) {
        element.tabIndex = 0;
        element.dataset.nnbeScrolls = "";
      } else if (!scrolls && "nnbeScrolls" in element.dataset) {
        element.removeAttribute("tabindex");
        delete element.dataset.nnbeScrolls;
      }
    });
  }

  const openedForPrint = new Set();
  let themeOnScreen;

  function prepareForPrint() {
    document.querySelectorAll("details:not([open])").forEach((details) => {
      details.open = true;
      openedForPrint.add(details);
    });
    themeOnScreen = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
  }

  function backToScreen() {
    openedForPrint.forEach((details) => {
      details.open = false;
    });
    openedForPrint.clear();
    document.documentElement.dataset.theme = themeOnScreen;
  }

  function start() {
    makeReachable();
    window.addEventListener("beforeprint", prepareForPrint);
    window.addEventListener("afterprint", backToScreen);
    new ResizeObserver(makeReachable).observe(document.body);
    document.addEventListener("toggle", makeReachable, true);
    window.MathJax?.startup?.promise?.then(makeReachable);
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", start);
  } else {
    start();
  }
})();
