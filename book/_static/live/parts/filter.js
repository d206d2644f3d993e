// The nine weights of a filter, to be edited, and the sum over the window that they make.

import { element } from "../shared/dom.js";

const PRESETS = {
  "one pixel": [0, 0, 0, 0, 1, 0, 0, 0, 0],
  blur: Array(9).fill(0.11),
  "horizontal edges": [-1, -1, -1, 0, 0, 0, 1, 1, 1],
  "vertical edges": [-1, 0, 1, -1, 0, 1, -1, 0, 1],
  outline: [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
};

/** Nine number inputs and a list of known filters, bound to the state's `filter`. */
export function filterInputs(state) {
  const cells = Array.from({ length: 9 }, (_, n) => {
    const name = `weight in row ${Math.floor(n / 3) + 1}, column ${(n % 3) + 1}`;
    const input = element("input", { type: "number", step: "any", min: "-20", max: "20", "aria-label": name });
    input.addEventListener("input", () => {
      const value = input.valueAsNumber;
      input.setAttribute("aria-invalid", String(!(Math.abs(value) <= 20)));
      if (!(Math.abs(value) <= 20)) return;
      state.set({ filter: state.values.filter.map((weight, i) => (i === n ? value : weight)) });
    });
    return input;
  });
  const options = ["your own", ...Object.keys(PRESETS)].map((name) => element("option", { value: name }, name));
  const list = element("select", { id: "live-preset" }, ...options);
  list.addEventListener("change", () => PRESETS[list.value] && state.set({ filter: PRESETS[list.value] }));
  const sum = element("p", { class: "live-note" });
  const show = () => {
    const { filter } = state.values;
    for (const [n, input] of cells.entries()) {
      if (document.activeElement !== input) input.value = filter[n];
    }
    const known = Object.keys(PRESETS).find((name) => String(PRESETS[name]) === String(filter));
    list.value = known ?? "your own";
    sum.textContent = `The weights add up to ${tidy(filter.reduce((a, b) => a + b, 0))}.`;
  };
  state.onChange((changed) => changed.includes("filter") && show());
  show();
  const label = element("label", { for: "live-preset" }, "Filter");
  const grid = element("div", { class: "live-nine" }, ...cells);
  return element("div", {}, element("div", { class: "live-control" }, label, list), grid, sum);
}

/** Pixels under the filter and their products with the weights; `show` fills them in. */
export function windowTable() {
  const cells = Array.from({ length: 9 }, () => element("div", {}));
  const head = element("p", { class: "live-head" });
  const sum = element("p", { class: "live-note", role: "status" });
  return {
    element: element("div", {}, head, element("div", { class: "live-nine" }, ...cells), sum),
    show(pixels, weights, [row, column]) {
      head.textContent = `Row ${row}, column ${column}: pixel × weight`;
      for (const [n, { value }] of pixels.entries()) {
        const product = element("strong", {}, tidy(value * weights[n]));
        cells[n].replaceChildren(`${value.toFixed(2)} × ${tidy(weights[n])}`, product);
        const grey = Math.round(255 * value);
        cells[n].style.background = `rgb(${grey} ${grey} ${grey})`;
        cells[n].style.color = grey > 117 ? "black" : "white";
      }
      const total = pixels.reduce((all, { value }, n) => all + value * weights[n], 0);
      sum.textContent = `The nine products add up to ${tidy(total)}.`;
    },
  };
}

/** A number with at most two decimals and a real minus sign. */
export function tidy(value) {
  const text = String(Number(value.toFixed(2)));
  return text === "-0" ? "0" : text.replace("-", "−");
}
