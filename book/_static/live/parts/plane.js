// The plane of the figure of chapter 01: regions, borders, folds, examples.

import { largest } from "../nets/mlp.js";
import { colours, rgb } from "../shared/dom.js";

const CELLS = 72; // the network is asked at so many places each way
const AXIS = 22; // pixels for the names of the axes

/** Colour the plane by the network's prediction, and return where a point lies on the canvas. */
export function drawPlane(context, width, network, points, [xName, yName]) {
  const palette = colours();
  const reach = (i) => {
    const values = points.map((point) => point[i]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [low - 0.15 * (high - low), high + 0.15 * (high - low)];
  };
  const [xs, ys] = [reach(0), reach(1)];
  const side = width - AXIS;
  const place = {
    side,
    ends: [xs, ys],
    at: ([u, v]) => [AXIS + ((u - xs[0]) / (xs[1] - xs[0])) * side, side - ((v - ys[0]) / (ys[1] - ys[0])) * side],
  };
  const seen = predictions(network, xs, ys);
  paint(context, seen, side, [palette.a, palette.b, palette.c].map(rgb), rgb(palette.paper));
  context.beginPath();
  for (let k = 1; k < seen.leads.length; k++) outline(context, seen.leads[k], side);
  if (seen.leads.length > 2) outline(context, seen.leads[0], side);
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.lineCap = "round";
  context.stroke();
  context.fillStyle = palette.ink;
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(xName, AXIS + side / 2, side + 16);
  context.save();
  context.translate(13, side / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yName, 0, 0);
  context.restore();
  return place;
}

/** At the middle of each cell, row by row: the class, how sure, and how far each class leads the others. */
function predictions(network, xs, ys) {
  const classes = network.output.length;
  const [best, sure] = [new Uint8Array(CELLS * CELLS), new Float64Array(CELLS * CELLS)];
  const leads = Array.from({ length: classes }, () => new Float64Array(CELLS * CELLS));
  for (let i = 0; i < CELLS * CELLS; i++) {
    const u = xs[0] + (((i % CELLS) + 0.5) / CELLS) * (xs[1] - xs[0]);
    const v = ys[1] - ((Math.floor(i / CELLS) + 0.5) / CELLS) * (ys[1] - ys[0]);
    const p = network.predict([u, v]);
    best[i] = largest(p);
    sure[i] = (p[best[i]] - 1 / classes) / (1 - 1 / classes);
    for (let k = 0; k < classes; k++) leads[k][i] = p[k] - Math.max(...p.filter((_, j) => j !== k));
  }
  return { best, sure, leads };
}

function paint(context, { best, sure }, side, tints, paper) {
  const picture = new ImageData(CELLS, CELLS);
  for (let i = 0; i < best.length; i++) {
    const strength = 0.1 + 0.3 * sure[i];
    for (let channel = 0; channel < 3; channel++) {
      picture.data[4 * i + channel] = paper[channel] + strength * (tints[best[i]][channel] - paper[channel]);
    }
    picture.data[4 * i + 3] = 255;
  }
  const small = new OffscreenCanvas(CELLS, CELLS);
  small.getContext("2d").putImageData(picture, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, AXIS, 0, side, side);
}

/** The line along which a class ceases to lead, by linear interpolation between neighbours (marching squares). */
function outline(context, lead, side) {
  const step = side / CELLS;
  const corners = [0, 1, CELLS + 1, CELLS]; // around a square of four cells
  for (let r = 0; r + 1 < CELLS; r++) {
    for (let c = 0; c + 1 < CELLS; c++) {
      const values = corners.map((offset) => lead[r * CELLS + c + offset]);
      const crossings = [];
      for (let e = 0; e < 4; e++) {
        const [from, to] = [values[e], values[(e + 1) % 4]];
        if (from > 0 === to > 0) continue;
        const share = from / (from - to);
        crossings.push(
          [
            [share, 0],
            [1, share],
            [1 - share, 1],
            [0, 1 - share],
          ][e],
        );
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const [from, to] = crossings.slice(k, k + 2);
        context.moveTo(AXIS + (c + 0.5 + from[0]) * step, (r + 0.5 + from[1]) * step);
        context.lineTo(AXIS + (c + 0.5 + to[0]) * step, (r + 0.5 + to[1]) * step);
      }
    }
  }
}

/** Draw a u + b v + c = 0 across the plane, with short marks towards the side where it is positive. */
function line(context, { at, ends, side }, [a, b, c], marks) {
  const [[x0, x1], [y0, y1]] = ends;
  const crossings = [];
  for (const u of [x0, x1]) if (b) crossings.push([u, -(a * u + c) / b]);
  for (const v of [y0, y1]) if (a) crossings.push([-(b * v + c) / a, v]);
  const slack = 1e-9;
  const inside = crossings.filter(([u, v]) => u >= x0 - slack && u <= x1 + slack && v >= y0 - slack && v <= y1 + slack);
  if (inside.length < 2) return;
  const [from, to] = [at(inside[0]), at(inside.findLast((point) => String(point) !== String(inside[0])) ?? inside[1])];
  context.moveTo(...from);
  context.lineTo(...to);
  const [dx, dy] = [(a / (x1 - x0)) * side, (-b / (y1 - y0)) * side]; // towards the positive side, on the canvas
  const length = Math.hypot(dx, dy);
  for (let k = 1; marks && k < 8; k++) {
    const [px, py] = [from[0] + (k / 8) * (to[0] - from[0]), from[1] + (k / 8) * (to[1] - from[1])];
    context.moveTo(px, py);
    context.lineTo(px + (6 * dx) / length, py + (6 * dy) / length);
  }
}

/** Where each hidden unit switches on: its weighted sum is 0 there, and the marks point to where it is on. */
export function drawFolds(context, place, { W1, b1 }) {
  context.beginPath();
  for (let j = 0; j < b1.length; j++) line(context, place, [W1[j], W1[b1.length + j], b1[j]], true);
  context.strokeStyle = colours().muted;
  context.lineWidth = 1;
  context.stroke();
}

/** Logistic regression's borders, dashed: where two classes score alike and the third scores less. */
export function drawStraightBorders(context, place, { data }, classes) {
  const score = (k) => [data[k], data[classes + k], data[2 * classes + k]];
  const difference = (j, k) => score(j).map((value, i) => value - score(k)[i]);
  context.save();
  context.setLineDash([7, 5]);
  context.strokeStyle = colours().ink;
  context.lineWidth = 1.6;
  for (let k = 0; k + 1 < classes; k++) {
    context.beginPath();
    line(context, place, difference(k, k + 1), false);
    context.stroke();
  }
  context.restore();
}

/** The examples: a colour and a shape for each class. */
export function drawPoints(context, { at, side }, points, classes) {
  const palette = colours();
  const size = side < 320 ? 2.6 : 3.4;
  points.forEach((point, i) => {
    const [x, y] = at(point);
    context.beginPath();
    if (classes[i] === 0) context.arc(x, y, size, 0, 2 * Math.PI);
    else if (classes[i] === 1) context.rect(x - size, y - size, 2 * size, 2 * size);
    else {
      context.moveTo(x, y - 1.3 * size);
      context.lineTo(x + 1.2 * size, y + size);
      context.lineTo(x - 1.2 * size, y + size);
      context.closePath();
    }
    context.fillStyle = [palette.a, palette.b, palette.c][classes[i]];
    context.fill();
    context.strokeStyle = palette.paper;
    context.lineWidth = 0.8;
    context.stroke();
  });
}
