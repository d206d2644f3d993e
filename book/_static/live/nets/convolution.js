// Cross-correlation of one picture with one filter, as chapter 04 writes it: stride, padding, dilation.

/** How many zeros stand before the picture and in all, along one axis; 'same' as Keras and TensorFlow have it. */
export function paddingOf(size, k, { stride, padding, dilation }) {
  const reach = dilation * (k - 1) + 1;
  if (padding === "valid") return { before: 0, all: 0, reach };
  const all = Math.max((Math.ceil(size / stride) - 1) * stride + reach - size, 0);
  return { before: Math.floor(all / 2), all, reach };
}

/** Size of the output along one axis, 0 if the filter does not fit. */
export function outputSize(size, k, options) {
  const { all, reach } = paddingOf(size, k, options);
  return Math.max(Math.floor((size + all - reach) / options.stride) + 1, 0);
}

/** The pixels under the filter for output (i, j): their places in the picture and values, 0 outside. */
export function windowAt(picture, k, options, i, j) {
  const { data, rows, columns } = picture;
  const top = i * options.stride - paddingOf(rows, k, options).before;
  const left = j * options.stride - paddingOf(columns, k, options).before;
  return Array.from({ length: k * k }, (_, n) => {
    const row = top + Math.floor(n / k) * options.dilation;
    const column = left + (n % k) * options.dilation;
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return { row, column, value: inside ? data[row * columns + column] : 0 };
  });
}

/** The feature map of a picture {data, rows, columns} under a square filter, a flat array of k·k weights. */
export function correlate(picture, filter, options) {
  const { data, rows, columns } = picture;
  const k = Math.sqrt(filter.length);
  const [high, wide] = [outputSize(rows, k, options), outputSize(columns, k, options)];
  const [above, before] = [paddingOf(rows, k, options).before, paddingOf(columns, k, options).before];
  const { stride, dilation } = options;
  const map = new Float64Array(high * wide);
  for (let u = 0; u < k; u++) {
    for (let v = 0; v < k; v++) {
      const weight = filter[u * k + v];
      for (let i = 0; weight && i < high; i++) {
        const row = i * stride - above + u * dilation;
        if (row < 0 || row >= rows) continue;
        for (let j = 0; j < wide; j++) {
          const column = j * stride - before + v * dilation;
          if (column >= 0 && column < columns) map[i * wide + j] += weight * data[row * columns + column];
        }
      }
    }
  }
  return { data: map, rows: high, columns: wide };
}
