// The scores of two classes, one above the axis and one below it, with a threshold between them.

import { sigmoid } from "../nets/threshold.js";
import { svg } from "../shared/dom.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM] = [320, 212, 8, 8, 34];
const MIDDLE = (HEIGHT - BOTTOM) / 2;
const [END, BIN] = [9.5, 0.5]; // log-odds
const TICKS = [0.001, 0.02, 0.5, 0.98, 0.999];

const across = (z) => LEFT + ((z + END) / (2 * END)) * (WIDTH - LEFT - RIGHT);

/** How many scores lie in each bin, the ends included in the outermost. */
export function histogram(scores) {
  const bins = new Array(Math.round((2 * END) / BIN)).fill(0);
  for (const z of scores) bins[Math.min(Math.max(Math.floor((z + END) / BIN), 0), bins.length - 1)] += 1;
  return bins;
}

/** The figure; `show(above, below, threshold)` takes log-odds. */
export function scoreBoard(label, aboveName, belowName) {
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "live-chart", role: "img", "aria-label": label });
  const bars = svg("g", {});
  const line = svg("line", { class: "live-threshold", y1: 14, y2: HEIGHT - BOTTOM });
  const ticks = TICKS.map((p) =>
    svg("text", { x: across(Math.log(p / (1 - p))), y: HEIGHT - 18, "text-anchor": "middle" }, String(p)),
  );
  root.append(
    bars,
    svg("line", { class: "live-score-axis", x1: LEFT, x2: WIDTH - RIGHT, y1: MIDDLE, y2: MIDDLE }),
    line,
    ...ticks,
    svg("text", { x: WIDTH - RIGHT, y: 12, "text-anchor": "end" }, aboveName),
    svg("text", { x: LEFT, y: HEIGHT - BOTTOM - 4 }, belowName),
    svg("text", { x: WIDTH / 2, y: HEIGHT - 4, "text-anchor": "middle" }, "predicted probability"),
  );

  return {
    element: root,
    show(above, below, threshold) {
      const kinds = [
        ["a", above, above.filter((z) => z >= threshold)],
        ["b", below, below.filter((z) => z < threshold)],
      ].map(([kind, all, wrong]) => [kind, histogram(all), histogram(wrong)]);
      const tallest = Math.sqrt(Math.max(...kinds.flatMap(([, all]) => all)));
      const bar = (kind, i, count) => {
        const height = (Math.sqrt(count) / tallest) * (MIDDLE - 18);
        const x = across(-END + i * BIN) + 0.4;
        const y = kind === "a" ? MIDDLE - height : MIDDLE;
        return { x, y, height, width: across(BIN) - across(0) - 0.8 };
      };
      const made = kinds.flatMap(([kind, all, wrong]) => [
        ...all.map((count, i) => svg("rect", { ...bar(kind, i, count), class: `live-score-${kind}` })),
        ...wrong.map((count, i) => {
          return svg("rect", { ...bar(kind, i, count), class: `live-score-${kind} live-score-wrong` });
        }),
      ]);
      bars.replaceChildren(...made);
      line.setAttribute("x1", across(threshold));
      line.setAttribute("x2", across(threshold));
      root.setAttribute("aria-label", `${label} The threshold is ${sigmoid(threshold).toFixed(3)}.`);
    },
  };
}
