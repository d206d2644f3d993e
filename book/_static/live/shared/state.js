// What the reader has set, kept in the page's address, so that a teacher can link to it.

/** A whole number, or a multiple of `step`, between two ends. */
export function range(label, min, max, start, { step = 1, show = String } = {}) {
  const read = (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= min && value <= max)) throw new Error(`allowed are ${min} to ${max}`);
    const steps = Math.round((value - min) / step);
    return Number((min + steps * step).toFixed(6));
  };
  return { kind: "range", label, min, max, step, start, show, read, write: String };
}

/** One of several values; `names` maps what stands in the address to what the reader sees. */
export function choice(label, names, start) {
  const read = (text) => {
    if (!Object.hasOwn(names, text)) throw new Error(`allowed are ${Object.keys(names).join(", ")}`);
    return text;
  };
  return { kind: "choice", label, names, start, read, write: String };
}

/** On or off. */
export function flag(label, start) {
  const read = (text) => {
    if (text !== "1" && text !== "0") throw new Error("allowed are 0 and 1");
    return text === "1";
  };
  return { kind: "flag", label, start, read, write: (value) => (value ? "1" : "0") };
}

/** A line or more of text. */
export function words(label, longest, start) {
  const read = (text) => {
    if (text.length > longest) throw new Error(`at most ${longest} characters are allowed`);
    return text;
  };
  return { kind: "words", label, longest, start, read, write: String };
}

/** A fixed number of numbers between two ends, separated by spaces; it has no control of its own. */
export function numbers(label, count, min, max, start) {
  const read = (text) => {
    const values = text.trim().split(/\s+/).map(Number);
    const fits = values.length === count && values.every((value) => value >= min && value <= max);
    if (!fits) throw new Error(`needed are ${count} numbers from ${min} to ${max}`);
    return values;
  };
  return { kind: "numbers", label, start, read, write: (values) => values.join(" ") };
}

/** The settings of one figure and their values; "change" is dispatched with the names that changed. */
export class State extends EventTarget {
  constructor(figure, settings, query = location.search) {
    super();
    this.figure = figure;
    this.settings = settings;
    this.faults = [];
    this.values = Object.fromEntries(Object.entries(settings).map(([name, { start }]) => [name, start]));
    this.#readAddress(new URLSearchParams(query));
  }

  #readAddress(query) {
    if (query.get("live") !== this.figure) return;
    for (const [name, setting] of Object.entries(this.settings)) {
      const text = query.get(name);
      if (text === null) continue;
      try {
        this.values[name] = setting.read(text);
      } catch (error) {
        const used = setting.write(setting.start);
        this.faults.push(`The link says ${name}=${text}, but ${error.message}; ${used} is used.`);
      }
    }
  }

  /** Change some values, `{units: 3}`, and tell everybody. */
  set(changes) {
    const changed = Object.keys(changes).filter((name) => changes[name] !== this.values[name]);
    if (!changed.length) return;
    Object.assign(this.values, changes);
    try {
      history.replaceState(history.state, "", this.address());
    } catch {
      // Browsers limit how often a page may change its address; the next change brings it up to date.
    }
    this.dispatchEvent(new CustomEvent("change", { detail: changed }));
  }

  /** Take all values back to their start. */
  reset() {
    this.set(Object.fromEntries(Object.entries(this.settings).map(([name, { start }]) => [name, start])));
  }

  /** Call a function with the names that changed, whenever some did. */
  onChange(react) {
    this.addEventListener("change", (event) => react(event.detail));
  }

  /** The address of the page with what differs from the start. */
  address() {
    const address = new URL(location.href);
    address.search = new URLSearchParams([["live", this.figure], ...this.#differing()]).toString();
    address.hash = `live-${this.figure.replaceAll("_", "-")}`;
    return address.href;
  }

  #differing() {
    return Object.entries(this.settings)
      .map(([name, { start, write }]) => [name, write(this.values[name]), write(start)])
      .filter(([, value, start]) => value !== start)
      .map(([name, value]) => [name, value]);
  }
}
