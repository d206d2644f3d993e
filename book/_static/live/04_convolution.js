// Chapter 04: a filter slides over a photograph; its weights, stride, padding and dilation are the reader's.

import { correlate, outputSize, paddingOf, windowAt } from "./nets/convolution.js";
import { filterInputs, tidy, windowTable } from "./parts/filter.js";
import { drawGrey, drawMarks, pointAt } from "./parts/grey.js";
import { canvas, element } from "./shared/dom.js";
import { choice, numbers, range } from "./shared/state.js";

const K = 3;
const [ROWS, COLUMNS] = [96, 128];
const BLUR = Array(9).fill(0.11);

export const title = "A filter slides over a photograph";
export const models = ["04_convolution"];
export const settings = {
  stride: range("Stride", 1, 4, 1),
  padding: choice("Padding", { valid: "valid (none)", same: "same (zeros)" }, "valid"),
  dilation: range("Dilation", 1, 4, 1),
  filter: numbers("Filter", 9, -20, 20, BLUR),
  row: range("Row", 0, ROWS - 1, 18),
  column: range("Column", 0, COLUMNS - 1, 66),
};

export function start({ root, state, models, ending, controls }) {
  const stored = models["04_convolution"].photo;
  const [rows, columns] = stored.shape;
  const photo = { data: Float64Array.from(stored.data, (value) => value / 255), rows, columns };
  let map = null;

  const seen = canvas({
    label: "The photograph. The arrow keys move the window of nine pixels.",
    ratio: COLUMNS / ROWS,
    signal: ending.signal,
    draw(context, width, height) {
      const [above, before] = [pads(ROWS), pads(COLUMNS)];
      const view = { rows: rows + above.all, columns: columns + before.all, top: above.before, left: before.before };
      drawGrey(context, width, height, photo, { low: 0, high: 1, ...view });
      const under = windowAt(photo, K, state.values, ...place());
      drawMarks(
        context,
        width,
        height,
        under.map(({ row, column }) => [row + view.top, column + view.left]),
        view,
      );
    },
  });
  const made = canvas({
    label: "The feature map: what the filter makes of the photograph. The arrow keys move the window.",
    ratio: COLUMNS / ROWS,
    signal: ending.signal,
    draw(context, width, height) {
      const view = { rows: map.rows, columns: map.columns, top: 0, left: 0 };
      drawGrey(context, width, height, map, { ...limits(), ...view });
      drawMarks(context, width, height, [place()], view);
    },
  });
  const caption = element("figcaption", {});
  const size = element("p", { class: "live-note" });
  const inputs = filterInputs(state);
  const table = windowTable();

  const pads = (length) => paddingOf(length, K, state.values);
  const place = () => {
    const { row, column } = state.values;
    return [Math.min(row, map.rows - 1), Math.min(column, map.columns - 1)];
  };

  /** Black and white of the map: symmetric around 0 where an even area gives 0, else the brightness of the photo. */
  function limits() {
    const sum = state.values.filter.reduce((a, b) => a + b, 0);
    const reach = map.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    if (Math.abs(sum) < 0.05) return { low: -reach, high: reach };
    return sum > 0 ? { low: 0, high: Math.max(sum, 0.1) } : { low: Math.min(sum, -0.1), high: 0 };
  }

  function show() {
    map = correlate(photo, state.values.filter, state.values);
    seen.redraw();
    made.redraw();
    const { low, high } = limits();
    const middle = low < 0 && high > 0 ? ", mid-grey is 0" : "";
    caption.textContent = `Feature map: black is ${tidy(low)}${middle}, white is ${tidy(high)}.`;
    const { stride } = state.values;
    const [down, across] = [ROWS, COLUMNS].map((n) => {
      const { all, reach } = pads(n);
      return `⌊(${n} + ${all} − ${reach}) / ${stride}⌋ + 1 = ${outputSize(n, K, state.values)}`;
    });
    size.textContent = `Size of the map: ${down} rows, ${across} columns.`;
    table.show(windowAt(photo, K, state.values, ...place()), state.values.filter, place());
  }

  function moveWith(board, toOutput) {
    board.tabIndex = 0;
    board.setAttribute("role", "application");
    board.classList.add("live-board");
    board.addEventListener("keydown", (event) => {
      const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!move) return;
      event.preventDefault();
      const [row, column] = place();
      go(row + move[0], column + move[1]);
    });
    for (const kind of ["pointermove", "pointerdown"]) {
      board.addEventListener(kind, (event) => go(...toOutput(pointAt(event))));
    }
  }

  function go(row, column) {
    const inside = (value, size) => Math.min(Math.max(Math.round(value), 0), size - 1);
    state.set({ row: inside(row, map.rows), column: inside(column, map.columns) });
  }

  moveWith(seen.element, ([x, y]) => {
    const { stride, dilation } = state.values;
    const centre = (share, length) => (share * (length + pads(length).all) - 0.5 - dilation) / stride;
    return [centre(y, ROWS), centre(x, COLUMNS)];
  });
  moveWith(made.element, ([x, y]) => [y * map.rows - 0.5, x * map.columns - 0.5]);
  state.onChange(show);

  const pictures = element("div", { class: "live-pair live-shot" });
  pictures.append(
    element("figure", {}, seen.element, element("figcaption", {}, "Photograph: black is 0, white is 1.")),
    element("figure", {}, made.element, caption),
  );
  const setting = element("div", { class: "live-controls" }, ...controls("stride", "padding", "dilation"));
  const numbersSide = element("div", { class: "live-pair" }, inputs, table.element);
  root.append(pictures, numbersSide, setting, size);
  show();
}
