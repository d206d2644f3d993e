// Layers as Keras computes them, for one example at a time, on flat arrays of single precision.

/** x (rows, m) times W (m, n) plus b (n); four rows of W at a time, which takes half as long as one. */
export function dense(x, { data: W, shape }, b, rows = 1) {
  const n = b.data.length;
  const m = x.length / rows;
  if (m * n !== shape.reduce((size, length) => size * length)) throw new Error(`${m} numbers do not fit ${shape}`);
  const out = new Float32Array(rows * n);
  for (let r = 0; r < rows; r++) {
    const to = r * n;
    for (let j = 0; j < n; j++) out[to + j] = b.data[j];
    let i = 0;
    for (; i + 3 < m; i += 4) {
      const at = r * m + i;
      const [p, q, s, t] = [x[at], x[at + 1], x[at + 2], x[at + 3]];
      if (p === 0 && q === 0 && s === 0 && t === 0) continue;
      const w = i * n;
      for (let j = 0; j < n; j++) {
        out[to + j] += p * W[w + j] + q * W[w + n + j] + s * W[w + 2 * n + j] + t * W[w + 3 * n + j];
      }
    }
    for (; i < m; i++) for (let j = 0; j < n; j++) out[to + j] += x[r * m + i] * W[i * n + j];
  }
  return out;
}

/** A 'valid' convolution with stride 1: x (rows, columns, channels), W (k, k, channels, filters), b (filters). */
export function conv2d({ data, rows, columns, channels }, { data: W, shape: [k, , , filters] }, b) {
  const [high, wide] = [rows - k + 1, columns - k + 1];
  const out = new Float32Array(high * wide * filters);
  for (let i = 0; i < high; i++) {
    for (let j = 0; j < wide; j++) {
      const to = (i * wide + j) * filters;
      for (let f = 0; f < filters; f++) out[to + f] = b.data[f];
      for (let u = 0; u < k; u++) {
        for (let v = 0; v < k; v++) {
          const pixel = ((i + u) * columns + j + v) * channels;
          for (let c = 0; c < channels; c++) {
            const value = data[pixel + c];
            if (value === 0) continue; // after ReLU most are
            const at = ((u * k + v) * channels + c) * filters;
            for (let f = 0; f < filters; f++) out[to + f] += value * W[at + f];
          }
        }
      }
    }
  }
  return { data: out, rows: high, columns: wide, channels: filters };
}

/** Max pooling over 2×2 regions that do not overlap; an odd last row or column is left out. */
export function maxPool({ data, rows, columns, channels }) {
  const [high, wide] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  const out = new Float32Array(high * wide * channels);
  for (let i = 0; i < high; i++) {
    for (let j = 0; j < wide; j++) {
      for (let c = 0; c < channels; c++) {
        const at = (2 * i * columns + 2 * j) * channels + c;
        const below = at + columns * channels;
        out[(i * wide + j) * channels + c] = Math.max(
          data[at],
          data[at + channels],
          data[below],
          data[below + channels],
        );
      }
    }
  }
  return { data: out, rows: high, columns: wide, channels };
}

/** The rectifier, in place. */
export function relu(values) {
  for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
  return values;
}

/** Softmax, in place; the logits are divided by a temperature first. */
export function softmax(logits, temperature = 1) {
  let [top, sum] = [-Infinity, 0];
  for (const value of logits) if (value > top) top = value;
  for (let k = 0; k < logits.length; k++) {
    logits[k] = Math.exp((logits[k] - top) / temperature);
    sum += logits[k];
  }
  for (let k = 0; k < logits.length; k++) logits[k] /= sum;
  return logits;
}

/** Layer normalisation of one vector. */
export function layerNorm(x, { data: gamma }, { data: beta }, epsilon = 1e-6) {
  let [mean, square] = [0, 0];
  for (const value of x) mean += value / x.length;
  for (const value of x) square += (value - mean) ** 2 / x.length;
  const scale = 1 / Math.sqrt(square + epsilon);
  return x.map((value, i) => (value - mean) * scale * gamma[i] + beta[i]);
}

/** The exact GELU, in place: z times the probability that a standard normal number is below z. */
export function gelu(values) {
  for (let i = 0; i < values.length; i++) values[i] *= 0.5 * (1 + erf(values[i] / Math.SQRT2));
  return values;
}

/** The error function within 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
export function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
