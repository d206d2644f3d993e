// Chapter 03: a threshold on the held-out probabilities of four models, its errors, and what they cost.

import { cheapest, cost, errors, logit, roc, sigmoid } from "./nets/threshold.js";
import { scoreBoard } from "./parts/scores.js";
import { chart } from "./shared/chart.js";
import { button } from "./shared/controls.js";
import { element } from "./shared/dom.js";
import { choice, range } from "./shared/state.js";

const MODELS = {
  network: "network",
  logistic: "logistic regression",
  forest: "random forest",
  boosted: "boosted trees",
};
const FAR = 6.2; // log-odds at the ends of the slider: 0.002 and 0.998
const STEP = 0.02;

export const title = "A threshold and its cost";
export const models = ["03_threshold"];
export const settings = {
  model: choice("Model", MODELS, "network"),
  miss: range("A miss costs", 1, 100, 20, { show: (cost) => `${cost} false alarms` }),
  threshold: range("Malignant from p =", -FAR, FAR, 0, { step: STEP, show: (z) => percent(sigmoid(z)) }),
};

const percent = (p) => (p < 0.0995 || p > 0.9005 ? p.toFixed(3) : p.toFixed(2));
const onSlider = (p) => Number((Math.round((logit(p) + FAR) / STEP) * STEP - FAR).toFixed(6));
const POSITIONS = Array.from({ length: 1 + Math.round((2 * FAR) / STEP) }, (_, i) => sigmoid(i * STEP - FAR));
const RIVAL = { network: "logistic", logistic: "network", forest: "network", boosted: "network" };

export function start({ root, state, models, controls }) {
  const arrays = models["03_threshold"];
  const y = arrays.y.data;
  const malignant = y.reduce((sum, label) => sum + label, 0);
  const board = scoreBoard("Held-out probabilities: benign tumours above, malignant below.", "benign", "malignant");
  const costs = chart({
    label: "Cost of each threshold",
    x: "threshold, as log-odds",
    y: "cost per 100 tumours",
    xs: [-FAR, FAR],
    ys: [0, 60],
    xTicks: [-6, -3, 0, 3, 6],
    yTicks: [0, 20, 40, 60],
    names: ["this model", "its rival"],
    clip: true,
  });
  const curve = chart({
    label: "ROC curve, its upper left corner",
    x: "false alarms per 100 benign tumours",
    y: "found per 100 malignant",
    xs: [0, 30],
    ys: [80, 100],
    xTicks: [0, 10, 20, 30],
    yTicks: [80, 90, 100],
    names: ["this model", "its rival"],
    clip: true,
  });
  const body = element("tbody");
  const table = element("table", { class: "live-table" }, head(), body);
  const about = element("p", { class: "live-head" });
  const conclusion = element("p", { class: "live-note live-conclusion", role: "status" });

  function show() {
    const { model, miss, threshold: z } = state.values;
    const [p, threshold] = [arrays[model].data, sigmoid(z)];
    const scores = (label) => Array.from(p, logit).filter((_, i) => y[i] === label);
    board.show(scores(0), scores(1), z);
    const both = [model, RIVAL[model]];
    about.textContent = `Solid: ${MODELS[both[0]]}. Dashed, its rival: ${MODELS[both[1]]}.`;
    const lines = both.map((name) => POSITIONS.map((tau) => [logit(tau), cost(arrays[name].data, y, tau, miss)]));
    const top = [60, 120, 240].find((end) => end >= 3 * Math.min(...lines[0].map(([, value]) => value))) ?? 480;
    costs.rise(top, [0, top / 3, (2 * top) / 3, top]);
    costs.draw(lines);
    costs.mark([z, cost(p, y, threshold, miss)]);
    curve.draw(both.map((name) => stairs(roc(arrays[name].data, y))));
    const made = errors(p, y, threshold);
    curve.mark([(100 * made.alarms) / (y.length - malignant), 100 - (100 * made.misses) / malignant]);
    fill(body, arrays, y, threshold, miss);
    conclusion.textContent =
      `From ${percent(threshold)} on, the model misses ${made.misses} of ${malignant} malignant tumours and calls ` +
      `${made.alarms} of ${y.length - malignant} benign ones malignant. ` +
      `That costs ${cost(p, y, threshold, miss).toFixed(1)} per 100 tumours.`;
  }

  state.onChange(show);
  const [model, miss, threshold] = controls("model", "miss", "threshold");
  const buttons = element(
    "div",
    { class: "live-buttons" },
    button("Threshold by the formula", () => state.set({ threshold: onSlider(1 / (1 + state.values.miss)) })),
    button("Cheapest for these tumours", () => {
      const best = cheapest(arrays[state.values.model].data, y, state.values.miss, POSITIONS);
      state.set({ threshold: onSlider(best) });
    }),
  );
  const left = element(
    "div",
    {},
    board.element,
    element("div", { class: "live-controls" }, model, miss, threshold),
    buttons,
  );
  const right = element("div", {}, about, costs.element, curve.element);
  root.append(element("div", { class: "live-split live-shot" }, left, right), conclusion, table);
  show();
}

/** A ROC curve in per cent, with its steps. */
function stairs(corners) {
  const steps = corners.flatMap(([alarmed, found], i) => [
    [alarmed, corners[Math.max(i - 1, 0)][1]],
    [alarmed, found],
  ]);
  return steps.map(([alarmed, found]) => [100 * alarmed, 100 * found]);
}

function head() {
  const names = ["At this threshold", "missed", "alarms", "cost per 100", "lowest cost"];
  return element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));
}

function fill(body, arrays, y, threshold, miss) {
  const rows = Object.entries(MODELS).map(([name, shown]) => {
    const p = arrays[name].data;
    const { misses, alarms } = errors(p, y, threshold);
    const lowest = cost(p, y, cheapest(p, y, miss, POSITIONS), miss);
    const cells = [misses, alarms, cost(p, y, threshold, miss).toFixed(1), lowest.toFixed(1)];
    return element("tr", {}, element("td", {}, shown), ...cells.map((value) => element("td", {}, String(value))));
  });
  body.replaceChildren(...rows);
}
