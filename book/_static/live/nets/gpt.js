// The GPT of chapter 22, one character at a time, with its cache of keys and values.

import { dense, gelu, layerNorm, softmax } from "./tensors.js";

export const WIDTH = 128; // positions
const HEADS = 4;
const NEAR = 5; // characters under the causal convolution

/** What is kept of the characters read so far; nothing at first. */
export function emptyCache(blocks, d) {
  const room = () => new Float32Array(WIDTH * d);
  return { read: 0, nearby: [], blocks: Array.from({ length: blocks }, () => ({ keys: room(), values: room() })) };
}

export class Gpt {
  constructor(arrays) {
    this.arrays = arrays;
    this.d = arrays["words/embeddings"].shape[1];
    this.blocks = Object.keys(arrays).filter((name) => name.endsWith("ff_norm/gamma")).length;
  }

  #dense(x, name) {
    return dense(x, this.arrays[`${name}/kernel`], this.arrays[`${name}/bias`]);
  }

  #norm(x, name) {
    return layerNorm(x, this.arrays[`${name}/gamma`], this.arrays[`${name}/beta`]);
  }

  /** Read one more character into the cache, and return the logits of the next. */
  step(token, cache) {
    const { arrays, d } = this;
    const [words, positions] = [arrays["words/embeddings"].data, arrays["positions/embeddings"].data];
    const at = cache.read;
    const sum = Float32Array.from({ length: d }, (_, i) => words[token * d + i] + positions[at * d + i]);
    cache.nearby = [...cache.nearby, sum].slice(-NEAR);
    const h = this.#near(cache.nearby);
    add(h, sum);
    for (let b = 0; b < this.blocks; b++) {
      add(h, this.#attend(this.#norm(h, `block_${b}/attention_norm`), `block_${b}/attention`, cache.blocks[b], at));
      const wide = gelu(this.#dense(this.#norm(h, `block_${b}/ff_norm`), `block_${b}/expand`));
      add(h, this.#dense(wide, `block_${b}/project`));
    }
    cache.read += 1;
    return this.#dense(this.#norm(h, "last_norm"), "head");
  }

  /** The causal convolution over this character and the four before it, as far as there are any. */
  #near(nearby) {
    const { d } = this;
    const { data } = this.arrays["near/kernel"];
    const bias = this.arrays["near/bias"];
    const out = Float32Array.from(bias.data);
    const nothing = { data: new Float32Array(d) };
    for (const [i, x] of nearby.entries()) {
      const j = NEAR - nearby.length + i;
      add(out, dense(x, { data: data.subarray(j * d * d, (j + 1) * d * d), shape: [d, d] }, nothing));
    }
    return out;
  }

  /** What attention adds, for the character at position `at`, which sees itself and all before it. */
  #attend(x, name, { keys, values }, at) {
    const { d } = this;
    const query = this.#dense(x, `${name}/query`);
    keys.set(this.#dense(x, `${name}/key`), at * d);
    values.set(this.#dense(x, `${name}/value`), at * d);
    const [size, mixed] = [d / HEADS, new Float32Array(d)];
    const weights = new Float32Array(at + 1);
    for (let head = 0; head < HEADS; head++) {
      const first = head * size;
      for (let t = 0; t <= at; t++) {
        let score = 0;
        for (let i = first; i < first + size; i++) score += query[i] * keys[t * d + i];
        weights[t] = score / Math.sqrt(size);
      }
      softmax(weights);
      for (let t = 0; t <= at; t++) {
        for (let i = first; i < first + size; i++) mixed[i] += weights[t] * values[t * d + i];
      }
    }
    return this.#dense(mixed, `${name}/attention_output`);
  }

  /**
   * Logits of the character after `tokens`, and the cache to go on with. Without a cache, or when its positions are
   * used up, the last 65 to 128 characters are read anew, as in the chapter.
   */
  next(tokens, cache) {
    let [memory, unread] = [cache, tokens.slice(-1)];
    if (!memory || memory.read === WIDTH || memory.read === 0) {
      memory = emptyCache(this.blocks, this.d);
      unread = tokens.slice(-(((tokens.length - 1) % (WIDTH / 2)) + 1 + WIDTH / 2));
    }
    let logits = null;
    for (const token of unread) logits = this.step(token, memory);
    return { logits, cache: memory };
  }
}

function add(to, what) {
  for (let i = 0; i < to.length; i++) to[i] += what[i];
}
