// The frame that every live figure runs in: loads the figure's module and models, holds its state, draws its controls.

import { makeControls } from "./controls.js";
import { element } from "./dom.js";
import { loadModel } from "./models.js";
import { State } from "./state.js";

/**
 * Load a figure and put it behind its placeholder.
 *
 * @param {object} options
 * @param {string} options.name module and models are called so, for example "01_train"
 * @param {URL} options.folder where the modules are
 * @param {HTMLElement} options.place the placeholder
 * @param {(share: number) => void} options.report told how much is loaded, from 0 to 1
 * @param {() => void} options.close called when the reader has closed the figure
 */
export async function openFigure({ name, folder, place, report, close }) {
  const figure = await load(new URL(`${name}.js`, folder));
  const models = await loadAll(figure.models, new URL("models/", folder), report);
  const state = new State(name, figure.settings);
  const root = element("section", { class: "live", "data-live": name, "aria-label": figure.title, tabindex: "-1" });
  const parts = { root, state, models, ending: new AbortController(), ...surroundings(state) };
  const stop = () => {
    parts.ending.abort();
    root.remove();
    close();
  };
  place.after(root);
  try {
    await figure.start(parts);
  } catch (error) {
    parts.ending.abort();
    root.remove();
    throw error;
  }
  root.append(footer(state, stop));
  root.focus({ preventScroll: true });
}

async function load(address) {
  try {
    return await import(address);
  } catch (error) {
    throw new Error(`its program did not load (${error.message}).`);
  }
}

async function loadAll(names, folder, report) {
  const shares = names.map(() => 0);
  const loads = names.map((name, i) =>
    loadModel(name, folder, (share) => {
      shares[i] = share;
      report(shares.reduce((a, b) => a + b, 0) / shares.length);
    }),
  );
  const loaded = await Promise.all(loads);
  return Object.fromEntries(names.map((name, i) => [name, loaded[i]]));
}

/** What a figure asks its frame for. */
function surroundings(state) {
  return { controls: (...names) => makeControls(state, names) };
}

function footer(state, stop) {
  const said = element("span", { class: "live-said", role: "status" });
  const copy = element("button", { type: "button" }, "Copy a link to this state");
  copy.addEventListener("click", async () => {
    const address = state.address();
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = "Copied.";
    } catch {
      said.textContent = `The clipboard is closed to this page; the link is ${address}`;
    }
  });
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => {
    state.reset();
    said.textContent = "Everything is as it was at the start.";
  });
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", stop);
  const faults = element("ul", { class: "live-faults" }, ...state.faults.map((fault) => element("li", {}, fault)));
  return element("div", { class: "live-foot" }, copy, reset, close, said, ...(state.faults.length ? [faults] : []));
}
