// A small line chart in SVG, which takes its colours from the page's style sheet.

import { svg } from "./dom.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [320, 190, 42, 16, 24, 36];

let charts = 0; // made so far: each needs names of its own

/**
 * A chart with fixed axes whose lines can be replaced.
 *
 * @param {object} options
 * @param {string} options.label what it shows, for readers who do not see it
 * @param {string} options.x label of the axis
 * @param {string} options.y label of the axis
 * @param {[number, number]} options.xs ends of the axis
 * @param {[number, number]} options.ys ends of the axis
 * @param {number[]} options.xTicks
 * @param {number[]} options.yTicks
 * @param {boolean} options.clip cut off what leaves the chart instead of drawing it at its edge
 * @param {string[]} options.names of the lines, which are drawn in the styles live-line-0, live-line-1, …
 */
export function chart({ label, x, y, xs, ys, xTicks, yTicks, names, clip = false }) {
  let ends = { xs, ys };
  const across = (value) => LEFT + ((value - ends.xs[0]) / (ends.xs[1] - ends.xs[0])) * (WIDTH - LEFT - RIGHT);
  const down = (value) =>
    HEIGHT - BOTTOM - ((value - ends.ys[0]) / (ends.ys[1] - ends.ys[0])) * (HEIGHT - TOP - BOTTOM);
  const inside = (value) => Math.min(Math.max(value, ends.ys[0]), ends.ys[1]);
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "live-chart", role: "img", "aria-label": label });
  const axes = svg("g", { class: "live-axes" });
  charts += 1;
  const inner = { x: LEFT, y: TOP, width: WIDTH - LEFT - RIGHT, height: HEIGHT - TOP - BOTTOM };
  const window = svg("clipPath", { id: `live-chart-${charts}` }, svg("rect", inner));
  const plot = svg("g", clip ? { "clip-path": `url(#live-chart-${charts})` } : {});
  const lines = names.map((_, k) => svg("polyline", { class: `live-line-${k}`, fill: "none" }));
  let left = LEFT + 6;
  const tags = names.map((name, k) => {
    const line = svg("line", { class: `live-line-${k}`, x2: 26 });
    const tag = svg("g", { transform: `translate(${left} 10)` }, line, svg("text", { x: 32, y: 4 }, name));
    left += 52 + 6.5 * name.length;
    return tag;
  });
  const dot = svg("circle", { class: "live-dot", r: 5, visibility: "hidden" });
  plot.append(...lines);
  root.append(window, axes, plot, ...tags, dot);

  function drawAxes(xTicks, yTicks) {
    const bottom = HEIGHT - BOTTOM;
    const marks = [
      ...xTicks.map((value) =>
        svg("text", { x: across(value), y: bottom + 15, "text-anchor": "middle" }, String(value)),
      ),
      ...yTicks.map((value) => svg("text", { x: LEFT - 6, y: down(value) + 4, "text-anchor": "end" }, String(value))),
      ...yTicks.map((value) => svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: down(value), y2: down(value) })),
      svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, x),
      svg(
        "text",
        { x: 0, y: 0, "text-anchor": "middle", transform: `translate(11 ${(TOP + bottom) / 2}) rotate(-90)` },
        y,
      ),
    ];
    axes.replaceChildren(...marks);
  }
  drawAxes(xTicks, yTicks);

  return {
    element: root,
    /** Give the x axis another end and other ticks. */
    stretch(end, ticks) {
      ends = { xs: [ends.xs[0], end], ys: ends.ys };
      xTicks = ticks;
      drawAxes(xTicks, yTicks);
    },
    /** Give the y axis another end and other ticks. */
    rise(end, ticks) {
      ends = { xs: ends.xs, ys: [ends.ys[0], end] };
      yTicks = ticks;
      drawAxes(xTicks, yTicks);
    },
    /** Mark a point [x, y]; outside the chart it is drawn at its edge. */
    mark([u, v]) {
      dot.setAttribute("cx", across(Math.min(Math.max(u, ends.xs[0]), ends.xs[1])).toFixed(1));
      dot.setAttribute("cy", down(inside(v)).toFixed(1));
      dot.setAttribute("visibility", "visible");
    },
    /** Replace the lines: for each a list of points [x, y]. */
    draw(series) {
      series.forEach((points, k) => {
        lines[k].setAttribute(
          "points",
          points.map(([u, v]) => `${across(u).toFixed(1)},${down(clip ? v : inside(v)).toFixed(1)}`).join(" "),
        );
      });
    },
  };
}
