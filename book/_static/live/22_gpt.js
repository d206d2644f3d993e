// Chapter 22: the GPT writes on, with its cache or without, and beside it stands what a 5-gram would have expected.

import { Gpt } from "./nets/gpt.js";
import { KneserNey } from "./nets/kneser_ney.js";
import { generator } from "./nets/random.js";
import { softmax } from "./nets/tensors.js";
import { page } from "./parts/page.js";
import { bars } from "./shared/bars.js";
import { chart } from "./shared/chart.js";
import { button } from "./shared/controls.js";
import { element } from "./shared/dom.js";
import { flag, range, words } from "./shared/state.js";

const LONGEST = 400; // characters that are written
const SHOWN = 8; // bars
const FRAME = 12; // milliseconds of writing between two pictures

export const title = "GPT writes";
export const models = ["22_gpt", "22_counts"];
export const settings = {
  prompt: words("The text begins with", 100, "Thou shal"),
  temperature: range("Temperature", 0.1, 1.5, 0.8, { step: 0.1, show: (value) => value.toFixed(1) }),
  seed: range("Seed", 1, 50, 1),
  cache: flag("Keep keys and values in a cache", true),
  written: range("Written", 0, LONGEST, 0),
  place: range("Place", 0, LONGEST + 100, 0), // 0: after the last character
};

/** Codes of the characters that the model knows, and the others. */
export function encode(text, vocabulary) {
  const [codes, unknown] = [[], new Set()];
  for (const character of text) {
    const code = vocabulary.indexOf(character);
    if (code < 0) unknown.add(character);
    else codes.push(code);
  }
  return { codes, unknown: [...unknown] };
}

/** An index drawn with the given probabilities. */
export function draw(p, random) {
  let rest = random();
  const last = p.findLastIndex((share) => share > 0);
  for (let k = 0; k < last; k++) {
    rest -= p[k];
    if (rest < 0) return k;
  }
  return last;
}

/** A text that is continued character by character; what was expected is kept, and the milliseconds that each took. */
export class Writer {
  constructor(gpt, codes, { temperature, seed, cached }) {
    Object.assign(this, { gpt, temperature, cached, codes: [...codes], took: [], cache: null, ahead: null });
    this.expected = {}; // by place, softmax at temperature 1
    this.random = generator(seed);
  }

  /** Probabilities of the next character. */
  expect() {
    const at = this.codes.length;
    if (!this.ahead) {
      const began = performance.now();
      const { logits, cache } = this.gpt.next(this.codes, this.cached ? this.cache : null);
      this.cache = cache;
      this.ahead = { logits, took: performance.now() - began };
      this.expected[at] = softmax(logits.slice());
    }
    return this.expected[at];
  }

  write() {
    this.expect();
    const { logits, took } = this.ahead;
    this.ahead = null;
    this.codes.push(draw(softmax(logits, this.temperature), this.random));
    this.took.push(took);
  }
}

export function start({ root, state, models: loaded, ending, controls }) {
  const { vocabulary } = loaded["22_gpt"].notes;
  const gpt = new Gpt(loaded["22_gpt"]);
  const counts = new KneserNey(loaded["22_counts"], vocabulary.length);
  const timings = { true: [], false: [] }; // [characters so far, milliseconds], with the cache and without
  let [writer, running, chosen] = [null, 0, 0];

  const sheet = page((at) => state.set({ place: at === writer.codes.length ? 0 : at }));
  const [byGpt, byCounts] = [bars("GPT expects", "a"), bars("5-gram expects", "b")];
  const where = element("p", { class: "live-note" });
  const unknown = element("p", { class: "live-note", role: "status" });
  const speed = element("p", { class: "live-note live-conclusion" });
  const times = chart({
    label: "Milliseconds for each character, with the cache and without",
    x: "characters so far",
    y: "",
    xs: [0, 500],
    ys: [0, 10],
    xTicks: [0, 100, 200, 300, 400, 500],
    yTicks: [0, 10],
    names: ["with cache", "without"],
  });
  const timed = element("p", { class: "live-head" }, "Milliseconds for each character");
  const go = button("Write", () => (running ? halt() : run()), { class: "live-main" });
  const one = button("One character", () => advance(0));
  const again = button("Start over", restart);

  function restart() {
    pause();
    const { prompt, temperature, seed, cache } = state.values;
    const { codes, unknown: others } = encode(prompt || "\n", vocabulary);
    unknown.textContent = others.length ? `The network has never seen ${others.join(" ")}; it is left out.` : "";
    writer = new Writer(gpt, codes.length ? codes : [vocabulary.indexOf("\n")], { temperature, seed, cached: cache });
    writer.given = writer.codes.length;
    timings[cache].length = 0;
    state.set({ written: 0, place: 0 });
    show();
  }

  /** One character more, and how long it took. */
  function write() {
    writer.write();
    timings[writer.cached].push([writer.codes.length - 1, writer.took.at(-1)]);
  }

  /** Write for some milliseconds, at least one character. */
  function advance(milliseconds) {
    const end = performance.now() + milliseconds;
    do {
      if (writer.took.length >= LONGEST) break;
      write();
    } while (performance.now() < end);
    if (!running) state.set({ written: writer.took.length, place: 0 });
    show();
  }

  function run() {
    if (writer.took.length >= LONGEST) restart();
    state.set({ place: 0 });
    const frame = () => {
      advance(FRAME);
      if (writer.took.length >= LONGEST) halt();
      else running = requestAnimationFrame(frame);
    };
    running = requestAnimationFrame(frame);
    go.textContent = "Pause";
  }

  function halt() {
    pause();
    show();
  }

  function pause() {
    cancelAnimationFrame(running);
    running = 0;
    go.textContent = "Write";
    if (writer) state.set({ written: writer.took.length });
  }

  function show() {
    sheet.show(
      writer.codes.map((code) => vocabulary[code]),
      writer.given,
    );
    chosen = running ? writer.codes.length - 1 : Math.min(state.values.place || Infinity, writer.codes.length);
    expect();
    const all = Object.values(timings).flat();
    const top = [5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((ms) => all.every(([, took]) => took <= ms)) ?? 9000;
    times.rise(top, [0, top / 2, top]);
    times.draw([timings.true, timings.false]);
    speed.textContent = ["true", "false"]
      .map((kind) => said(timings[kind], kind === "true"))
      .filter(Boolean)
      .join(" ");
  }

  /** What both models expected at the chosen place; where the reader's text was given, the GPT is asked now. */
  function expect() {
    const before = writer.codes.slice(0, chosen);
    const next = writer.codes[chosen];
    const p =
      next === undefined ? writer.expect() : (writer.expected[chosen] ?? softmax(gpt.next(before, null).logits));
    for (const [list, shares] of [
      [byGpt, p],
      [byCounts, counts.next(before)],
    ]) {
      const best = Array.from(shares, (share, k) => ({ share, k })).sort((a, b) => b.share - a.share);
      list.show(
        best.slice(0, SHOWN).map(({ share, k }) => ({ label: sign(vocabulary[k]), share, marked: k === next })),
      );
    }
    sheet.mark(chosen);
    where.textContent =
      next === undefined
        ? "After the last character"
        : `Where the text has “${sign(vocabulary[next])}” (bold in the lists)`;
  }

  state.onChange((changed) => {
    const restarts = ["prompt", "temperature", "seed", "cache"].some((name) => changed.includes(name));
    if (restarts || (changed.includes("written") && state.values.written < writer.took.length)) restart();
    else if (changed.includes("place") && !running) show();
  });
  const [prompt, temperature, seed, cache] = controls("prompt", "temperature", "seed", "cache");
  const buttons = element("div", { class: "live-buttons" }, go, one, again);
  const lists = element("div", { class: "live-pair live-narrow" }, byGpt.element, byCounts.element);
  const asked = element("div", { class: "live-split" }, element("div", {}, prompt, unknown, where), lists);
  root.append(
    element("div", { class: "live-shot" }, asked, sheet.element),
    buttons,
    element("div", { class: "live-controls" }, temperature, seed),
    element("div", { class: "live-split" }, element("div", {}, timed, times.element), element("div", {}, cache, speed)),
  );

  const { written, place } = state.values;
  restart();
  while (writer.took.length < written) write();
  state.set({ written, place });
  show();
  ending.signal.addEventListener("abort", () => cancelAnimationFrame(running));
}

function said(timings, cached) {
  if (!timings.length) return "";
  const mean = timings.reduce((sum, [, took]) => sum + took, 0) / timings.length;
  return `${cached ? "With" : "Without"} the cache: ${Math.round(1000 / mean)} characters a second.`;
}

/** A character as readers can see it. */
function sign(character) {
  return { " ": "␣", "\n": "↵" }[character] ?? character;
}
