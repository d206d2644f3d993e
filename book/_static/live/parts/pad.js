// A pad to draw on by mouse, finger or keyboard. A drawing is text, so that it can stand in the page's address: two
// signs for each point of a stroke, x and y in 64ths of the pad, and a point between strokes.

import { canvas, colours } from "../shared/dom.js";

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const PEN = 0.075; // of the pad's side
const LONGEST = 3000;

/** Setting of a figure that keeps a drawing. */
export function drawing(start) {
  const read = (text) => {
    if (text.length > LONGEST || !/^([\w-]{2})*(\.([\w-]{2})*)*$/.test(text)) throw new Error("it is no drawing");
    return text;
  };
  return { kind: "drawing", start, read, write: String };
}

/** The strokes of a drawing, as lists of points [x, y] from 0 to 1. */
export function strokesOf(text) {
  const point = (pair) => [...pair].map((sign) => (SIGNS.indexOf(sign) + 0.5) / 64);
  return text.split(".").map((stroke) => (stroke.match(/../g) ?? []).map(point));
}

function pair(x, y) {
  return [x, y].map((share) => SIGNS[Math.min(Math.max(Math.floor(share * 64), 0), 63)]).join("");
}

function trace(context, side, text) {
  context.lineWidth = PEN * side;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const points of strokesOf(text)) {
    if (!points.length) continue;
    context.beginPath();
    const [x, y] = points[0];
    context.moveTo(x * side, y * side);
    context.lineTo(x * side, y * side);
    for (const [x, y] of points.slice(1)) context.lineTo(x * side, y * side);
    context.stroke();
  }
}

/** How much ink lies on each of size × size pixels, from 0 to 1. */
export function inkOf(text, size) {
  const context = new OffscreenCanvas(size, size).getContext("2d");
  trace(context, size, text);
  const { data } = context.getImageData(0, 0, size, size);
  return Float32Array.from({ length: size * size }, (_, i) => data[4 * i + 3] / 255);
}

/**
 * The pad.
 *
 * @param {() => string} read the drawing as it is
 * @param {(text: string) => void} write called with the drawing after each movement of the pen
 */
export function pad(read, write, signal) {
  const cursor = { x: 0.5, y: 0.5, shown: false, down: false };
  let drawing = false;
  const board = canvas({
    label: "Pad to draw a digit on. By keyboard: the arrow keys move the pen, the space bar sets it down or lifts it.",
    ratio: 1,
    signal,
    draw(context, side) {
      const palette = colours();
      context.fillStyle = "black";
      context.fillRect(0, 0, side, side);
      context.strokeStyle = "white";
      trace(context, side, read());
      if (!cursor.shown) return;
      context.beginPath();
      context.arc(cursor.x * side, cursor.y * side, 7, 0, 2 * Math.PI);
      context.lineWidth = cursor.down ? 4 : 2;
      context.strokeStyle = palette.mark;
      context.stroke();
    },
  });
  const { element } = board;
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.classList.add("live-board", "live-pad");

  function begin(x, y) {
    const text = read();
    extend(text ? `${text}.` : "", x, y);
  }
  function extend(text, x, y) {
    const next = pair(x, y);
    if (text.length + 2 <= LONGEST && !text.endsWith(next)) write(text + next);
  }
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };

  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    [drawing, cursor.shown] = [true, false];
    begin(...at(event));
  });
  element.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) extend(read(), ...at(each));
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    element.addEventListener(kind, () => {
      drawing = false;
    });
  }
  element.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!move && event.key !== " ") return;
    event.preventDefault();
    cursor.shown = true;
    if (move) {
      cursor.x = Math.min(Math.max(cursor.x + move[0] / 32, 0), 1);
      cursor.y = Math.min(Math.max(cursor.y + move[1] / 32, 0), 1);
      if (cursor.down) extend(read(), cursor.x, cursor.y);
    } else {
      cursor.down = !cursor.down;
      if (cursor.down) begin(cursor.x, cursor.y);
    }
    board.redraw();
  });
  element.addEventListener("blur", () => {
    [cursor.shown, cursor.down] = [false, false];
    board.redraw();
  });
  return board;
}
