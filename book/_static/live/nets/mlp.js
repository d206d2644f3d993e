// A network with one hidden layer and its training, as chapters 01 and 02 have it: ReLU, softmax, cross-entropy,
// backpropagation, Adam. Arrays are flat, row after row: W1 (inputs, units), W2 (units, classes).

import { generator } from "./random.js";

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7; // as in Keras

/** Start values as in Keras: Glorot and Bengio's uniform weights, biases 0. */
export function initialise(inputs, units, classes, seed) {
  const random = generator(seed);
  const uniform = (rows, columns) => {
    const limit = Math.sqrt(6 / (rows + columns));
    return Float64Array.from({ length: rows * columns }, () => (2 * random() - 1) * limit);
  };
  return {
    W1: uniform(inputs, units),
    b1: new Float64Array(units),
    W2: uniform(units, classes),
    b2: new Float64Array(classes),
  };
}

/** A dense layer for one example: writes x W + b into `out`. */
export function dense(x, W, b, out) {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    let z = b[j];
    for (let i = 0; i < x.length; i++) z += x[i] * W[i * n + j];
    out[j] = z;
  }
  return out;
}

/** Softmax in place. */
export function softmax(z) {
  let [top, sum] = [-Infinity, 0];
  for (const value of z) top = Math.max(top, value);
  for (let k = 0; k < z.length; k++) {
    z[k] = Math.exp(z[k] - top);
    sum += z[k];
  }
  for (let k = 0; k < z.length; k++) z[k] /= sum;
  return z;
}

export class Network {
  constructor(parameters) {
    this.parameters = parameters;
    const { b1, b2 } = parameters;
    this.hidden = new Float64Array(b1.length);
    this.output = new Float64Array(b2.length);
    const zeros = () =>
      Object.fromEntries(Object.entries(parameters).map(([name, { length }]) => [name, new Float64Array(length)]));
    [this.gradient, this.mean, this.square] = [zeros(), zeros(), zeros()];
    this.steps = 0;
  }

  /** Probabilities of the classes for one example; the array is used again in the next call. */
  predict(x) {
    const { W1, b1, W2, b2 } = this.parameters;
    dense(x, W1, b1, this.hidden);
    for (let j = 0; j < b1.length; j++) this.hidden[j] = Math.max(0, this.hidden[j]);
    return softmax(dense(this.hidden, W2, b2, this.output));
  }

  /** Mean cross-entropy and share of right predictions over examples. */
  evaluate(xs, ys) {
    let [loss, right] = [0, 0];
    xs.forEach((x, i) => {
      const p = this.predict(x);
      loss -= Math.log(Math.max(p[ys[i]], 1e-7));
      if (largest(p) === ys[i]) right += 1;
    });
    return { loss: loss / xs.length, accuracy: right / xs.length };
  }

  /** Backpropagation: the gradient of the batch's mean loss with respect to all parameters. */
  backpropagate(xs, ys) {
    const { W2, b1, b2 } = this.parameters;
    const { gradient, hidden } = this;
    for (const array of Object.values(gradient)) array.fill(0);
    const [units, classes] = [b1.length, b2.length];
    xs.forEach((x, n) => {
      const delta = this.predict(x); // with respect to the logits: p - y
      delta[ys[n]] -= 1;
      for (let k = 0; k < classes; k++) gradient.b2[k] += delta[k];
      for (let j = 0; j < units; j++) {
        if (hidden[j] <= 0) continue; // the rectifier passes nothing here, and its derivative is 0
        let back = 0;
        for (let k = 0; k < classes; k++) {
          gradient.W2[j * classes + k] += hidden[j] * delta[k];
          back += W2[j * classes + k] * delta[k];
        }
        gradient.b1[j] += back;
        for (let i = 0; i < x.length; i++) gradient.W1[i * units + j] += x[i] * back;
      }
    });
    for (const array of Object.values(gradient)) for (let i = 0; i < array.length; i++) array[i] /= xs.length;
    return gradient;
  }

  /** One step of Adam (Kingma and Ba 2015) on one batch. */
  step(xs, ys, rate) {
    this.backpropagate(xs, ys);
    this.steps += 1;
    const size = (rate * Math.sqrt(1 - BETA_2 ** this.steps)) / (1 - BETA_1 ** this.steps);
    for (const [name, weights] of Object.entries(this.parameters)) {
      const [g, m, v] = [this.gradient[name], this.mean[name], this.square[name]];
      for (let i = 0; i < weights.length; i++) {
        m[i] += (1 - BETA_1) * (g[i] - m[i]);
        v[i] += (1 - BETA_2) * (g[i] * g[i] - v[i]);
        weights[i] -= (size * m[i]) / (Math.sqrt(v[i]) + EPSILON);
      }
    }
  }
}

/** Index of the largest entry. */
export function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
