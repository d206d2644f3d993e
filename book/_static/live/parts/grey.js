// Grey pictures on a canvas, large pixels and all, with marks on some of them.

import { colours } from "../shared/dom.js";

/**
 * Draw an array {data, rows, columns} at (top, left) of a black board of `rows` by `columns` pixels that fills the
 * canvas as far as its shape allows.
 */
export function drawGrey(context, width, height, { data, rows, columns }, { low, high, ...view }) {
  if (!data.length) return;
  const picture = new ImageData(columns, rows);
  for (let i = 0; i < data.length; i++) {
    const grey = (255 * (data[i] - low)) / (high - low);
    picture.data.fill(grey, 4 * i, 4 * i + 3); // a clamped array: what lies outside becomes black or white
    picture.data[4 * i + 3] = 255;
  }
  const small = new OffscreenCanvas(columns, rows);
  small.getContext("2d").putImageData(picture, 0, 0);
  const [across, down] = [width / view.columns, height / view.rows];
  context.fillStyle = "black";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, view.left * across, view.top * down, columns * across, rows * down);
}

/** Frame some pixels, given as [row, column] on the board: all of them together, and each where they lie apart. */
export function drawMarks(context, width, height, pixels, view) {
  const [across, down] = [width / view.columns, height / view.rows];
  const frame = (row, column, high, wide) =>
    context.strokeRect(column * across, row * down, wide * across, high * down);
  const [rows, columns] = [pixels.map(([row]) => row), pixels.map(([, column]) => column)];
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const [high, wide] = [Math.max(...rows) - top + 1, Math.max(...columns) - left + 1];
  // Light on dark, so that it shows on any grey.
  for (const [colour, size] of [
    ["black", 4],
    [colours().mark, 2],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = size;
    frame(top - 0.5, left - 0.5, high + 1, wide + 1);
  }
  if (high * wide === pixels.length) return;
  context.lineWidth = 1;
  for (const [row, column] of pixels) frame(row, column, 1, 1);
}

/** Where a pointer is on its canvas: shares of width and height. */
export function pointAt(event) {
  const box = event.currentTarget.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
