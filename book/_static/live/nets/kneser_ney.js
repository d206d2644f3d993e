// The interpolated Kneser-Ney 5-gram of chapters 16 and 22. Only the counts of the 5-grams are loaded: all that the
// lower orders need, which symbols stood before each shorter piece, follows from them.

/** Whole numbers out of LEB128: seven bits in a byte, the lowest first; the highest bit says that more follow. */
export function fromVarint(bytes) {
  const numbers = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    if (byte & 128) factor *= 128;
    else {
      numbers.push(value);
      [value, factor] = [0, 1];
    }
  }
  return numbers;
}

/** Sorted numbers without repetitions, and how often each was there. */
function unique(sorted) {
  const [keys, counts] = [[], []];
  for (const key of sorted) {
    if (key === keys.at(-1)) counts[counts.length - 1] += 1;
    else {
      keys.push(key);
      counts.push(1);
    }
  }
  return { keys: Float64Array.from(keys), counts: Float64Array.from(counts) };
}

function discountOf(counts) {
  const [once, twice] = [1, 2].map((n) => counts.reduce((sum, count) => sum + (count === n), 0));
  return once ? once / (once + 2 * twice) : 0;
}

export class KneserNey {
  /** `steps` between neighbouring 5-grams, as numbers to the base of the vocabulary's size, and their `counts`. */
  constructor({ steps, counts }, size) {
    let key = 0;
    const keys = Float64Array.from(fromVarint(steps.data), (step) => (key += step));
    this.size = size;
    this.orders = [{ keys, counts: Float64Array.from(fromVarint(counts.data)) }];
    for (let kinds = keys, n = 4; n >= 1; n--) {
      const base = size ** n;
      const shorter = kinds.map((gram) => gram % base).sort();
      this.orders.unshift(unique(shorter)); // the counts are those of the symbols before
      const all = [...shorter, ...kinds.map((gram) => Math.floor(gram / size))];
      kinds = unique(Float64Array.from(all).sort()).keys;
    }
    for (const order of this.orders) order.discount = discountOf(order.counts);
  }

  /** Probabilities of the symbol after `tokens`, which may be any number. */
  next(tokens) {
    const { size } = this;
    let p = new Float64Array(size).fill(1 / size);
    for (const [i, { keys, counts, discount }] of this.orders.entries()) {
      if (i > tokens.length) break;
      const context = tokens.slice(tokens.length - i).reduce((code, token) => code * size + token, 0);
      const [from, to] = [place(keys, context * size), place(keys, (context + 1) * size)];
      let total = 0;
      for (let k = from; k < to; k++) total += counts[k];
      if (!total) break; // a piece that was never seen has no longer one either
      const share = (discount * (to - from)) / total;
      p = p.map((lower) => share * lower);
      for (let k = from; k < to; k++) p[keys[k] - context * size] += Math.max(counts[k] - discount, 0) / total;
    }
    return p;
  }
}

/** Where a key stands or would stand among sorted keys. */
function place(keys, key) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
