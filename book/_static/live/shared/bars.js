// A list of labelled shares with a bar for each.

import { element } from "./dom.js";

/**
 * A list with a heading; `show(rows)` fills it with `{ label, share, marked }`, shares from 0 to 1.
 *
 * @param {string} heading
 * @param {string} kind of its colour: "a" or "b"
 */
export function bars(heading, kind) {
  const list = element("ol", { class: `live-bars live-bars-${kind}` });
  const rows = [];
  return {
    element: element("div", {}, element("p", { class: "live-head" }, heading), list),
    show(shares) {
      while (rows.length < shares.length) rows.push(row(list));
      while (rows.length > shares.length) rows.pop().item.remove();
      for (const [i, { label, share, marked }] of shares.entries()) {
        const { item, name, bar, value } = rows[i];
        item.classList.toggle("live-marked", Boolean(marked));
        name.textContent = label;
        bar.style.width = `${(100 * share).toFixed(1)}%`;
        value.textContent = share.toFixed(2);
      }
    },
  };
}

function row(list) {
  const [name, bar, value] = ["label", "bar", "value"].map((part) => element("span", { class: `live-bar-${part}` }));
  const item = element("li", {}, name, element("span", { class: "live-bar-room" }, bar), value);
  list.append(item);
  return { item, name, bar, value };
}
