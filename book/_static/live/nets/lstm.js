// The LSTM of chapter 10, step by step, everything kept. The blocks of W, U and b stand in Keras's order: i, f, c̃, o.

import { dense } from "./tensors.js";

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/**
 * Traces of one sequence.
 *
 * @param {number[][]} xs one vector for each step
 * @param {object} arrays W (features, 4 units), U (units, 4 units), b (4 units), each {shape, data}
 * @returns {{i: Float32Array, f: Float32Array, candidate: Float32Array, o: Float32Array, c: Float32Array,
 *   h: Float32Array}[]} one for each step
 */
export function lstm(xs, { W, U, b }) {
  const n = b.data.length / 4;
  const none = { data: new Float32Array(4 * n) };
  let state = { h: new Float32Array(n), c: new Float32Array(n) };
  return xs.map((x) => {
    const z = dense(Float32Array.from(x), W, b);
    const back = dense(state.h, U, none);
    const block = (k) => Float32Array.from({ length: n }, (_, j) => z[k * n + j] + back[k * n + j]);
    const [i, f, candidate, o] = [
      block(0).map(sigmoid),
      block(1).map(sigmoid),
      block(2).map(Math.tanh),
      block(3).map(sigmoid),
    ];
    const c = state.c.map((old, j) => f[j] * old + i[j] * candidate[j]);
    state = { i, f, candidate, o, c, h: c.map((value, j) => o[j] * Math.tanh(value)) };
    return state;
  });
}

/** A cell of one unit that holds the value at the last mark, as the chapter wires it; of 1997: without forgetting. */
export function handWired(withForgetting) {
  const array = (shape, ...data) => ({ shape, data: Float32Array.from(data) });
  return {
    W: array([2, 4], 0, 0, 2, 0, 20, withForgetting ? -20 : 0, 0, 0),
    U: array([1, 4], 0, 0, 0, 0),
    b: array([4], -10, 10, 0, 10),
  };
}

/** The probability that a sigmoid on the hidden state gives. */
export function readOut(h, { data: V }, { data: bias }) {
  return sigmoid(h.reduce((sum, value, j) => sum + value * V[j], bias[0]));
}
