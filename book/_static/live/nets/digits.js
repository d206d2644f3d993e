// The two networks of chapter 05: source 0's convolutional network and the dense one with as many parameters.

import { conv2d, dense, maxPool, relu, softmax } from "./tensors.js";

/** Probabilities of the ten digits and the three feature maps on the way; `pixels` are 28 × 28, from 0 to 1. */
export function convolutional(arrays, pixels) {
  const maps = [];
  let x = { data: pixels, rows: 28, columns: 28, channels: 1 };
  for (const [i, name] of ["conv1", "conv2", "conv3"].entries()) {
    x = conv2d(x, arrays[`cnn/${name}/kernel`], arrays[`cnn/${name}/bias`]);
    relu(x.data);
    maps.push(x);
    if (i < 2) x = maxPool(x);
  }
  const hidden = relu(dense(x.data, arrays["cnn/hidden/kernel"], arrays["cnn/hidden/bias"]));
  return { p: softmax(dense(hidden, arrays["cnn/output/kernel"], arrays["cnn/output/bias"])), maps };
}

/** Probabilities of the ten digits by the dense network. */
export function fullyConnected(arrays, pixels) {
  const hidden = relu(dense(pixels, arrays["dense/hidden/kernel"], arrays["dense/hidden/bias"]));
  return softmax(dense(hidden, arrays["dense/output/kernel"], arrays["dense/output/bias"]));
}

/** A picture of 28 × 28 moved by whole pixels; what leaves it is lost, what comes in is 0. */
export function shifted(pixels, right, down) {
  const moved = new Float32Array(784);
  for (let row = Math.max(down, 0); row < Math.min(28 + down, 28); row++) {
    for (let column = Math.max(right, 0); column < Math.min(28 + right, 28); column++) {
      moved[row * 28 + column] = pixels[(row - down) * 28 + column - right];
    }
  }
  return moved;
}

/**
 * A drawing as MNIST was made: its strokes scaled into 20 × 20 pixels, their centre of mass in the middle of 28 × 28
 * (LeCun et al. 1998). A drawing without ink stays empty.
 */
export function likeMnist(ink, size) {
  const box = [size, size, -1, -1]; // top, left, bottom, right
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] < 0.05) continue;
    const [row, column] = [Math.floor(i / size), i % size];
    box[0] = Math.min(box[0], row);
    box[1] = Math.min(box[1], column);
    box[2] = Math.max(box[2], row);
    box[3] = Math.max(box[3], column);
  }
  if (box[2] < 0) return new Float32Array(784);
  const scale = Math.max(box[2] - box[0] + 1, box[3] - box[1] + 1) / 20;
  const small = resampled(ink, size, box, scale);
  let [mass, y, x] = [0, 0, 0];
  for (let i = 0; i < 784; i++) {
    mass += small[i];
    y += small[i] * Math.floor(i / 28);
    x += small[i] * (i % 28);
  }
  return shifted(small, Math.round(13.5 - x / mass), Math.round(13.5 - y / mass));
}

/** The box of a drawing, `scale` of its pixels to one, averaged over each pixel's area, at (4, 4) of 28 × 28. */
function resampled(ink, size, [top, left, bottom, right], scale) {
  const small = new Float32Array(784);
  const samples = 4;
  for (let row = 0; row < 20; row++) {
    for (let column = 0; column < 20; column++) {
      let sum = 0;
      for (let s = 0; s < samples * samples; s++) {
        const y = Math.floor(top + (row + (Math.floor(s / samples) + 0.5) / samples) * scale);
        const x = Math.floor(left + (column + ((s % samples) + 0.5) / samples) * scale);
        if (y <= bottom && x <= right) sum += ink[y * size + x];
      }
      small[(row + 4) * 28 + column + 4] = sum / (samples * samples);
    }
  }
  return small;
}
