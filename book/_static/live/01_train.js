// Chapter 01: the network is trained in the page, on two measurements, so that its borders can be watched.

import { Network, initialise } from "./nets/mlp.js";
import { generator, permutation } from "./nets/random.js";
import { drawFolds, drawPlane, drawPoints, drawStraightBorders } from "./parts/plane.js";
import { chart } from "./shared/chart.js";
import { button } from "./shared/controls.js";
import { canvas, element } from "./shared/dom.js";
import { choice, flag, range } from "./shared/state.js";

const LAST_EPOCH = 1000;
const RATES = { 0.001: "0.001 (Keras's default)", 0.01: "0.01", 0.1: "0.1", 1: "1" };
const DATA = {
  petals: {
    names: ["setosa", "versicolor", "virginica"],
    axes: ["petal length (scaled)", "petal width (scaled)"],
    batch: 10,
  },
  rings: { names: ["outer ring", "inner ring"], axes: ["x₁", "x₂"], batch: 32 },
};

export const title = "A network trains in the page";
export const models = ["01_train"];
export const settings = {
  data: choice("Data", { rings: "two rings", petals: "iris petals" }, "rings"),
  units: range("Hidden units", 1, 16, 1),
  rate: choice("Learning rate", RATES, "0.01"),
  seed: range("Seed", 1, 50, 1),
  folds: flag("Show where each hidden unit switches on", true),
  epochs: range("Epochs", 0, LAST_EPOCH, 0),
};

/** Examples of one data set: arrays of points and of classes for training and validation. */
export function examples(arrays, name) {
  const points = ({ shape, data }) => Array.from({ length: shape[0] }, (_, i) => [data[2 * i], data[2 * i + 1]]);
  return Object.fromEntries(
    ["train", "val"].map((part) => [
      part,
      { x: points(arrays[`${name}_${part}_x`]), y: Array.from(arrays[`${name}_${part}_y`].data) },
    ]),
  );
}

/** A training that can be continued epoch by epoch. */
export class Training {
  constructor(data, { units, rate, seed, batch, classes }) {
    Object.assign(this, { data, rate, batch });
    this.network = new Network(initialise(2, units, classes, seed));
    this.random = generator(1000 + seed);
    this.epochs = 0;
    this.curve = [this.#losses()];
  }

  #losses() {
    const { network, data } = this;
    return { train: network.evaluate(data.train.x, data.train.y), val: network.evaluate(data.val.x, data.val.y) };
  }

  epoch() {
    const { x, y } = this.data.train;
    const order = permutation(x.length, this.random);
    for (let i = 0; i < x.length; i += this.batch) {
      const chosen = order.slice(i, i + this.batch);
      this.network.step(
        chosen.map((n) => x[n]),
        chosen.map((n) => y[n]),
        this.rate,
      );
    }
    this.epochs += 1;
    this.curve.push(this.#losses());
  }
}

export function start({ root, state, models, ending, controls }) {
  const arrays = models["01_train"];
  let [training, running] = [null, 0];

  const plane = canvas({
    label: "The plane of the two measurements, coloured by the network's prediction, with the training examples on it",
    ratio: 1,
    signal: ending.signal,
    draw(context, width) {
      const name = state.values.data;
      const { x, y } = training.data.train;
      const place = drawPlane(context, width, training.network, x, DATA[name].axes);
      if (state.values.folds) drawFolds(context, place, training.network.parameters);
      drawStraightBorders(context, place, arrays[`${name}_logistic`], DATA[name].names.length);
      drawPoints(context, place, x, y);
    },
  });
  const losses = chart({
    label: "Training and validation loss after each epoch",
    x: "epoch",
    y: "loss",
    xs: [0, 100],
    ys: [0, 1.5],
    xTicks: [0, 50, 100],
    yTicks: [0, 0.5, 1, 1.5],
    names: ["training", "validation"],
  });
  const train = button("Train", () => (running ? pause() : run()), { class: "live-main" });
  const step = button("One epoch", () => advance(1));
  const again = button("Start over", () => restart());
  const table = element("table", { class: "live-table" });
  const legend = element("p", { class: "live-legend" });

  function restart() {
    pause();
    const { data, units, rate, seed } = state.values;
    const { batch, names } = DATA[data];
    training = new Training(examples(arrays, data), { units, rate: Number(rate), seed, batch, classes: names.length });
    show();
    state.set({ epochs: 0 });
  }

  function advance(epochs) {
    for (let i = 0; i < epochs && training.epochs < LAST_EPOCH; i++) training.epoch();
    show();
    if (!running) state.set({ epochs: training.epochs });
  }

  function run() {
    if (training.epochs >= LAST_EPOCH) restart();
    const frame = () => {
      advance(1);
      if (training.epochs >= LAST_EPOCH || ending.signal.aborted) pause();
      else running = requestAnimationFrame(frame);
    };
    running = requestAnimationFrame(frame);
    train.textContent = "Pause";
  }

  function pause() {
    cancelAnimationFrame(running);
    running = 0;
    train.textContent = "Train";
    if (training) state.set({ epochs: training.epochs });
  }

  function show() {
    plane.redraw();
    const { curve, epochs } = training;
    const end = [100, 200, 500, LAST_EPOCH].find((value) => value >= epochs);
    losses.stretch(end, [0, end / 2, end]);
    losses.draw(["train", "val"].map((part) => curve.map((losses, i) => [i, losses[part].loss])));
    const { train: seen, val } = curve.at(-1);
    const linear = accuracyOfLine(arrays[`${state.values.data}_logistic`], training.data.val);
    table.replaceChildren(
      row("th", "", "network", "logistic regression"),
      row("td", "epochs", String(epochs), "–"),
      row("td", "training loss", seen.loss.toFixed(3), "–"),
      row("td", "validation accuracy", val.accuracy.toFixed(3), linear.toFixed(3)),
    );
    const { names } = DATA[state.values.data];
    legend.replaceChildren(
      ...names.map((name, k) => element("span", { class: `live-key live-key-${k}` }, name)),
      element("span", { class: "live-key live-key-line" }, "the network's border"),
      element("span", { class: "live-key live-key-dashed" }, "logistic regression's border"),
      ...(state.values.folds
        ? [element("span", { class: "live-key live-key-fold" }, "a hidden unit switches on")]
        : []),
    );
  }

  state.onChange((changed) => {
    if (changed.includes("folds")) show();
    const inPlace = ["folds", "epochs"];
    if (changed.some((name) => !inPlace.includes(name))) restart();
    else if (changed.includes("epochs") && state.values.epochs < training.epochs) restart();
  });
  const settled = controls("data", "units", "rate", "seed", "folds");
  const buttons = element("div", { class: "live-buttons" }, train, step, again);
  const side = element("div", {}, element("div", { class: "live-controls" }, ...settled), table, losses.element);
  root.append(
    element(
      "div",
      { class: "live-split" },
      element("div", {}, element("div", { class: "live-shot" }, plane.element), buttons, legend),
      side,
    ),
  );

  const wanted = state.values.epochs;
  restart();
  if (wanted) advance(wanted);
  ending.signal.addEventListener("abort", () => cancelAnimationFrame(running));
  return { advance };
}

/** Share of right predictions of the stored logistic regression, an array (3, classes): two rows of weights, biases. */
export function accuracyOfLine({ shape, data }, { x, y }) {
  const classes = shape[1];
  const right = x.filter(([u, v], i) => {
    const scores = Array.from(
      { length: classes },
      (_, k) => u * data[k] + v * data[classes + k] + data[2 * classes + k],
    );
    return scores.indexOf(Math.max(...scores)) === y[i];
  });
  return right.length / x.length;
}

function row(tag, ...cells) {
  return element("tr", {}, ...cells.map((cell, i) => element(i ? tag : "th", { scope: i ? "col" : "row" }, cell)));
}
