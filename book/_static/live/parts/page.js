// The text that a model writes, in which a reader may choose a place by pointer or arrow keys.

import { element } from "../shared/dom.js";

/** The sheet; `choose(at)` is called with the number of the character that was chosen. */
export function page(choose) {
  const text = element("div", {
    class: "live-page",
    role: "application",
    tabindex: "0",
    "aria-label": "The text. The arrow keys left and right choose a character.",
  });
  let marked = 0;
  text.addEventListener("pointerdown", ({ target }) => {
    if (target.dataset.at) choose(Number(target.dataset.at));
  });
  text.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    choose(Math.min(Math.max(marked + move, 1), text.children.length - 1));
  });
  return {
    element: text,
    /** Show characters, of which the first were given by the reader; one more place stands after the last. */
    show(characters, given) {
      while (text.children.length > characters.length + 1) text.lastChild.remove();
      for (let i = text.children.length; i <= characters.length; i++) {
        text.append(element("span", { "data-at": i }));
      }
      for (const [i, span] of [...text.children].entries()) {
        const shown = characters[i] ?? " ";
        const visible = shown === "\n" ? "↵\n" : shown;
        if (span.textContent !== visible) span.textContent = visible;
        span.className = i < given ? "live-given" : "";
      }
      text.scrollTop = text.scrollHeight;
    },
    mark(at) {
      text.querySelector(".live-here")?.classList.remove("live-here");
      text.children[at]?.classList.add("live-here");
      marked = at;
    },
  };
}
