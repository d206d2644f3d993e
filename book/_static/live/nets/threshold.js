// Decisions by a threshold: malignant where p ≥ threshold. What they miss, whom they alarm, and what that costs.

/** The thresholds among which the cheapest is looked for, evenly spaced on a logarithmic scale. */
export const GRID = Array.from({ length: 400 }, (_, i) => 0.002 * (0.98 / 0.002) ** (i / 399));

export const logit = (p) => Math.log(p / (1 - p));
export const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/**
 * How many of the examples of class 1 are missed, and how many of class 0 cause a false alarm.
 *
 * @param {ArrayLike<number>} p probabilities of class 1
 * @param {ArrayLike<number>} y classes, 0 or 1
 * @param {number} threshold
 */
export function errors(p, y, threshold) {
  let [misses, alarms] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    if (y[i] === 1 && p[i] < threshold) misses += 1;
    if (y[i] === 0 && p[i] >= threshold) alarms += 1;
  }
  return { misses, alarms };
}

/** What the errors cost for each 100 examples, where a false alarm costs 1. */
export function cost(p, y, threshold, costOfMiss) {
  const { misses, alarms } = errors(p, y, threshold);
  return (100 * (costOfMiss * misses + alarms)) / p.length;
}

/** The threshold with the lowest cost on these examples; of several, the middle one. */
export function cheapest(p, y, costOfMiss, thresholds = GRID) {
  const costs = thresholds.map((threshold) => cost(p, y, threshold, costOfMiss));
  const lowest = Math.min(...costs);
  const best = thresholds.filter((_, i) => costs[i] === lowest);
  return best[Math.floor(best.length / 2)];
}

/** The corners of the ROC curve: shares of class 0 that are alarmed and of class 1 that are found, from (0, 0). */
export function roc(p, y) {
  const positive = y.reduce((sum, label) => sum + label, 0);
  const order = Array.from(p.keys()).sort((i, j) => p[j] - p[i]);
  let [found, alarms] = [0, 0];
  const corners = [[0, 0]];
  for (const [k, i] of order.entries()) {
    if (y[i] === 1) found += 1;
    else alarms += 1;
    if (k + 1 === order.length || p[order[k + 1]] !== p[i]) {
      corners.push([alarms / (y.length - positive), found / positive]);
    }
  }
  return corners;
}
