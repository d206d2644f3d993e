// The figure of chapter 10: inputs to press, gates and states as bars, one step in full, all units as a picture.

import { canvas, colours, element, rgb } from "../shared/dom.js";

const GATES = { i: "input gate i", f: "forget gate f", o: "output gate o" };
const STATES = { candidate: "candidate c̃", c: "cell state c", h: "hidden state h" };
const ORDER = ["i", "f", "candidate", "c", "o", "h"];

export function number(value) {
  return value.toFixed(2).replace("-", "−").replace("−0.00", "0.00");
}

/** Two rows of buttons for values and marks, and a row of bars for each gate and state. */
export function stepGrid(state, steps) {
  const grid = element("div", { class: "live-steps" });
  grid.style.setProperty("--steps", steps);
  const toggle = (name, t, says) => {
    const pressed = element("button", { type: "button" });
    pressed.addEventListener("click", () => {
      const bits = state.values[name];
      state.set({ [name]: bits.slice(0, t) + (bits[t] === "1" ? "0" : "1") + bits.slice(t + 1), step: t + 1 });
    });
    const show = () => says(pressed, state.values[name][t] === "1");
    state.onChange((changed) => changed.includes(name) && show());
    show();
    return pressed;
  };
  const each = (make) => Array.from({ length: steps }, (_, t) => make(t));
  const name = (text) => element("div", { class: "live-steps-name" }, text);
  grid.append(
    name("value"),
    ...each((t) =>
      toggle("values", t, (pressed, on) => {
        pressed.textContent = on ? "+1" : "−1";
        pressed.setAttribute("aria-label", `value at step ${t + 1}: ${on ? "+1" : "−1"}`);
      }),
    ),
    name("mark"),
    ...each((t) =>
      toggle("marks", t, (pressed, on) => {
        pressed.textContent = on ? "●" : "○";
        pressed.setAttribute("aria-label", `mark at step ${t + 1}`);
        pressed.setAttribute("aria-pressed", String(on));
      }),
    ),
  );
  const cells = {};
  for (const key of [...ORDER, "answer"]) {
    cells[key] = each(() =>
      element("div", { class: `live-cell ${key in STATES ? "live-cell-state" : "live-cell-gate"}` }),
    );
    grid.append(name(GATES[key] ?? STATES[key] ?? "says +1"), ...cells[key]);
  }
  return {
    element: grid,
    show(rows, withAnswer) {
      for (const [key, list] of Object.entries(cells)) {
        const hidden = key === "answer" && !withAnswer;
        list[0].previousElementSibling.hidden = hidden;
        for (const [t, cell] of list.entries()) {
          cell.hidden = hidden;
          if (!hidden) fill(cell, rows[t][key], key in STATES);
          cell.classList.toggle("live-chosen", t === state.values.step - 1);
        }
      }
    },
  };
}

/** A bar from the bottom for what lies between 0 and 1, from the middle for what lies between -1 and 1 or beyond. */
function fill(cell, value, isState) {
  const share = Math.min(Math.abs(value), isState ? 1.5 : 1) / (isState ? 3 : 1);
  const bar = element("span", { class: value < 0 ? "live-cell-bar live-below" : "live-cell-bar" });
  bar.style.height = `${100 * share}%`;
  cell.replaceChildren(bar, element("span", { class: "live-cell-number" }, number(value)));
}

/** The two equations of one step, with its numbers. */
export function equations() {
  const head = element("p", { class: "live-head" });
  const lines = Array.from({ length: 2 }, () => element("p", { class: "live-equation" }));
  return {
    element: element("div", {}, head, ...lines),
    show(rows, t) {
      const { i, f, candidate, o, c, h } = rows[t];
      const before = t ? rows[t - 1].c : 0;
      head.textContent = `Step ${t + 1}: what is kept, what is written, what is shown`;
      const shown = (value) => (number(value).startsWith("−") ? `(${number(value)})` : number(value));
      const kept = `${number(f)} · ${shown(before)}`;
      const written = `${number(i)} · ${shown(candidate)}`;
      lines[0].textContent = `c = f · c(t−1) + i · c̃ = ${kept} + ${written} = ${number(c)}`;
      lines[1].textContent = `h = o · tanh(c) = ${number(o)} · tanh(${number(c)}) = ${number(h)}`;
    },
  };
}

/** The cell states of all units, one row for each: blue where negative, orange where positive. */
export function stateBoard(state, steps, signal) {
  let [traces, marked] = [null, 0];
  const board = canvas({
    label: "Cell states of all 32 units over the steps; the arrow keys up and down choose a unit",
    ratio: 1.5,
    signal,
    draw(context, width, height) {
      if (!traces) return;
      const palette = colours();
      const [low, zero, high] = [palette.a, palette.paper, palette.b].map(rgb);
      const units = traces[0].c.length;
      const [across, down] = [width / steps, height / units];
      for (const [t, { c }] of traces.entries()) {
        for (let j = 0; j < units; j++) {
          const share = Math.min(Math.abs(c[j]) / 2, 1);
          const end = c[j] < 0 ? low : high;
          context.fillStyle = `rgb(${zero.map((value, k) => Math.round(value + share * (end[k] - value))).join(" ")})`;
          context.fillRect(t * across, j * down, across + 0.5, down + 0.5);
        }
      }
      context.strokeStyle = palette.ink;
      context.lineWidth = 2;
      context.strokeRect(1, marked * down, width - 2, down);
    },
  });
  const go = (unit) => state.set({ unit: Math.min(Math.max(unit, 1), 32) });
  board.element.tabIndex = 0;
  board.element.setAttribute("role", "application");
  board.element.classList.add("live-board");
  board.element.addEventListener("pointerdown", (event) =>
    go(Math.ceil((32 * event.offsetY) / board.element.clientHeight)),
  );
  board.element.addEventListener("keydown", (event) => {
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!move) return;
    event.preventDefault();
    go(marked + 1 + move);
  });
  const caption = element(
    "figcaption",
    {},
    "Cell states of all units, step by step: blue is negative, orange positive.",
  );
  return {
    element: element("figure", {}, board.element, caption),
    show(rows, unit) {
      [traces, marked] = [rows, unit];
      board.redraw();
    },
  };
}
