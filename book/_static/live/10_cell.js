// Chapter 10: a sequence of values and marks, set by the reader, goes through an LSTM cell whose gates are shown.

import { handWired, lstm, readOut } from "./nets/lstm.js";
import { equations, number, stateBoard, stepGrid } from "./parts/cell.js";
import { element } from "./shared/dom.js";
import { choice, range } from "./shared/state.js";

export const STEPS = 12;
const CELLS = {
  hand2000: "wired by hand, forget gate (2000)",
  hand1997: "wired by hand, no forget gate (1997)",
  trained: "trained: 32 units",
};

/** A sequence of zeros and ones. */
function bits(start) {
  const read = (text) => {
    if (!/^[01]+$/.test(text) || text.length !== STEPS) throw new Error(`needed are ${STEPS} signs, each 0 or 1`);
    return text;
  };
  return { kind: "bits", start, read, write: String };
}

export const title = "Inside an LSTM cell";
export const models = ["10_memory"];
export const settings = {
  cell: choice("Cell", CELLS, "hand2000"),
  step: range("Look at step", 1, STEPS, 3),
  unit: range("Unit", 0, 32, 0, { show: (unit) => (unit ? String(unit) : "most telling") }),
  values: bits("101100110101"),
  marks: bits("001000000000"),
};

/** The inputs of the network: for each step the value, 1 or -1, and the mark, 1 or 0. */
export function sequence(values, marks) {
  return [...values].map((value, t) => [value === "1" ? 1 : -1, Number(marks[t])]);
}

/** The unit whose last cell state depends most on the value at the last mark. */
export function mostTelling(weights, values, marks) {
  const mark = marks.lastIndexOf("1");
  if (mark < 0) return 0;
  const ends = ["0", "1"].map((value) => {
    const twin = values.slice(0, mark) + value + values.slice(mark + 1);
    return lstm(sequence(twin, marks), weights).at(-1).c;
  });
  const apart = ends[0].map((c, j) => Math.abs(c - ends[1][j]));
  return apart.indexOf(Math.max(...apart));
}

export function start({ root, state, models, ending, controls }) {
  const arrays = models["10_memory"];
  const trained = {
    W: arrays["lstm/lstm_cell/kernel"],
    U: arrays["lstm/lstm_cell/recurrent_kernel"],
    b: arrays["lstm/lstm_cell/bias"],
  };
  const grid = stepGrid(state, STEPS);
  const detail = equations();
  const all = stateBoard(state, STEPS, ending.signal);
  const [cell, step, unit] = controls("cell", "step", "unit");
  const conclusion = element("p", { class: "live-note live-conclusion", role: "status" });

  function show() {
    const { cell: kind, values, marks, step, unit: chosen } = state.values;
    const weights = kind === "trained" ? trained : handWired(kind === "hand2000");
    const traces = lstm(sequence(values, marks), weights);
    const j = kind !== "trained" ? 0 : chosen ? chosen - 1 : mostTelling(weights, values, marks);
    const answers = traces.map(({ h }) =>
      kind === "trained" ? readOut(h, arrays["dense/kernel"], arrays["dense/bias"]) : null,
    );
    const rows = traces.map((trace, t) => ({
      ...Object.fromEntries(["i", "f", "candidate", "o", "c", "h"].map((name) => [name, trace[name][j]])),
      answer: answers[t],
    }));
    grid.show(rows, kind === "trained");
    detail.show(rows, step - 1);
    unit.hidden = all.element.hidden = kind !== "trained";
    if (kind === "trained") all.show(traces, j);
    conclusion.textContent = summary(kind, rows, values, marks, j);
  }

  state.onChange(show);
  root.append(
    element("div", { class: "live-controls" }, cell, step, unit),
    element("div", { class: "live-shot" }, grid.element),
    conclusion,
    element("div", { class: "live-pair" }, detail.element, all.element),
  );
  show();
}

function summary(kind, rows, values, marks, unit) {
  const marked = [...marks].flatMap((mark, t) => (mark === "1" ? [values[t] === "1" ? "+1" : "−1"] : []));
  const shown = marked.length ? `The marked values are ${marked.join(", ")}.` : "No step is marked.";
  const last = rows.at(-1);
  const whose = kind === "trained" ? ` of unit ${unit + 1}` : "";
  const held = `At the end the cell state${whose} is ${number(last.c)}`;
  if (kind !== "trained") return `${shown} ${held}.`;
  return `${shown} ${held}; the network says “+1” with probability ${last.answer.toFixed(2)}.`;
}
