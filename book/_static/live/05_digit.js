// Chapter 05: the reader draws a digit and moves it about; the convolutional and the dense network say what it is.

import { convolutional, fullyConnected, likeMnist, shifted } from "./nets/digits.js";
import { drawGrey } from "./parts/grey.js";
import { mapBoard } from "./parts/maps.js";
import { drawing, inkOf, pad } from "./parts/pad.js";
import { bars } from "./shared/bars.js";
import { chart } from "./shared/chart.js";
import { button } from "./shared/controls.js";
import { canvas, element } from "./shared/dom.js";
import { choice, flag, range } from "./shared/state.js";

const FAR = 10; // pixels that a digit may be moved
const INK = 112; // pixels of the drawing before it is made small
const digits = Array.from({ length: 10 }, (_, k) => String(k));

export const title = "Draw a digit";
export const models = ["05_digit"];
export const settings = {
  example: choice(
    "Digit",
    { own: "your drawing", ...Object.fromEntries(digits.map((k) => [`d${k}`, `a ${k} of MNIST`])) },
    "d7",
  ),
  right: range("Shift right", -FAR, FAR, 0),
  down: range("Shift down", -FAR, FAR, 0),
  centre: flag("Scale and centre the drawing as MNIST's makers did", true),
  layer: choice("Feature maps after", { 0: "the first convolution", 1: "the second", 2: "the third" }, "0"),
  strokes: drawing(""),
};

/** What the networks see: 28 × 28 pixels from 0 to 1, before they are moved. */
export function picture({ example, centre, strokes }, examples) {
  if (example !== "own") {
    const at = 784 * Number(example.slice(1));
    return Float32Array.from(examples.data.subarray(at, at + 784), (value) => value / 255);
  }
  return centre ? likeMnist(inkOf(strokes, INK), INK) : inkOf(strokes, 28);
}

export function start({ root, state, models, ending, controls }) {
  const arrays = models["05_digit"];
  let [still, seen, waiting] = [null, null, 0];

  const board = pad(
    () => (state.values.example === "own" ? state.values.strokes : ""),
    (strokes) => state.set({ example: "own", strokes }),
    ending.signal,
  );
  const view = canvas({
    label: "What the networks see, 28 by 28 pixels. Drag it, or use the arrow keys, to move the digit.",
    ratio: 1,
    signal: ending.signal,
    draw: (context, width, height) =>
      drawGrey(
        context,
        width,
        height,
        { data: seen, rows: 28, columns: 28 },
        { low: 0, high: 1, rows: 28, columns: 28, top: 0, left: 0 },
      ),
  });
  const [cnn, dense] = [bars("Convolutional", "a"), bars("Dense", "b")];
  const maps = mapBoard("The feature maps after the chosen convolution, bright where a filter answers", ending.signal);
  const sideways = chart({
    label: "Probability of the digit for every position to the left and right",
    x: "pixels to the right",
    y: "probability",
    xs: [-FAR, FAR],
    ys: [0, 1],
    xTicks: [-10, -5, 0, 5, 10],
    yTicks: [0, 0.5, 1],
    names: ["convolutional", "dense"],
  });
  const about = element("p", { class: "live-head" });

  function show() {
    still = picture(state.values, arrays.examples);
    seen = shifted(still, state.values.right, state.values.down);
    const { p, maps: all } = convolutional(arrays, seen);
    const other = fullyConnected(arrays, seen);
    for (const [list, shares] of [
      [cnn, p],
      [dense, other],
    ]) {
      const top = Math.max(...shares);
      list.show(digits.map((label, k) => ({ label, share: shares[k], marked: shares[k] === top })));
    }
    maps.show(all[Number(state.values.layer)]);
    view.redraw();
    board.redraw();
    clearTimeout(waiting);
    waiting = setTimeout(compare, 60); // the row of positions can wait until the pen rests
  }

  /** The probability of the digit, which is the example's label or what the CNN sees in the middle, as it moves. */
  function compare() {
    const middle = convolutional(arrays, still).p;
    const { example } = state.values;
    const digit = example === "own" ? middle.indexOf(Math.max(...middle)) : Number(example.slice(1));
    const lines = [[], []];
    for (let right = -FAR; right <= FAR; right++) {
      const moved = shifted(still, right, state.values.down);
      lines[0].push([right, convolutional(arrays, moved).p[digit]]);
      lines[1].push([right, fullyConnected(arrays, moved)[digit]]);
    }
    sideways.draw(lines);
    about.textContent = `Probability of ${digit}, moved sideways`;
  }

  movable(view.element, state);
  state.onChange(show);
  ending.signal.addEventListener("abort", () => clearTimeout(waiting));

  const clear = button("Clear", () => state.set({ example: "own", strokes: "", right: 0, down: 0 }));
  const undo = button("Undo stroke", () => {
    const { strokes } = state.values;
    state.set({ strokes: strokes.slice(0, Math.max(strokes.lastIndexOf("."), 0)) });
  });
  const boards = element("div", { class: "live-boards" });
  boards.append(
    element("figure", {}, board.element, element("figcaption", {}, "Draw here.")),
    element("figure", {}, view.element, element("figcaption", {}, "What the networks see. Drag it.")),
  );
  const [example, right, down, centre, layer] = controls("example", "right", "down", "centre", "layer");
  const buttons = element("div", { class: "live-buttons" }, clear, undo);
  const left = element(
    "div",
    {},
    boards,
    buttons,
    element("div", { class: "live-controls" }, example, right, down, centre),
  );
  const answers = element("div", { class: "live-pair live-narrow" }, cnn.element, dense.element);
  const answer = element("div", {}, answers, about, sideways.element);
  root.append(
    element("div", { class: "live-split live-shot" }, left, answer),
    element("div", { class: "live-controls" }, layer),
    maps.element,
  );
  show();
}

/** Let pointer and arrow keys move the digit by whole pixels. */
function movable(board, state) {
  let from = null;
  const go = (right, down) => {
    const inside = (value) => Math.min(Math.max(Math.round(value), -FAR), FAR);
    state.set({ right: inside(right), down: inside(down) });
  };
  board.tabIndex = 0;
  board.setAttribute("role", "application");
  board.classList.add("live-board", "live-pad", "live-drag");
  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, ...state.values };
  });
  board.addEventListener("pointermove", (event) => {
    if (!from) return;
    const pixel = board.clientWidth / 28;
    go(from.right + (event.clientX - from.x) / pixel, from.down + (event.clientY - from.y) / pixel);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    board.addEventListener(kind, () => {
      from = null;
    });
  }
  board.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!move) return;
    event.preventDefault();
    go(state.values.right + move[0], state.values.down + move[1]);
  });
}
