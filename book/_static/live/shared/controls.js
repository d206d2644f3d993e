// The inputs of a live figure, made from its settings and bound to its state.

import { element } from "./dom.js";

let made = 0;

/** One input for each name; whatever changes the state, from wherever, is shown. */
export function makeControls(state, names) {
  return names.map((name) => {
    const setting = state.settings[name];
    made += 1;
    return { range, choice, flag, words }[setting.kind](state, name, setting, `live-control-${made}`);
  });
}

/** A button with an action. */
export function button(text, action, attributes = {}) {
  const pressed = element("button", { type: "button", ...attributes }, text);
  pressed.addEventListener("click", action);
  return pressed;
}

function bind(state, name, show) {
  show(state.values[name]);
  state.onChange((changed) => changed.includes(name) && show(state.values[name]));
}

function range(state, name, setting, id) {
  const { label, min, max, step } = setting;
  const input = element("input", { type: "range", id, min, max, step });
  const output = element("output", { for: id });
  input.addEventListener("input", () => state.set({ [name]: setting.read(input.value) }));
  bind(state, name, (value) => {
    input.value = value;
    output.value = setting.show(value);
    input.setAttribute("aria-valuetext", setting.show(value));
  });
  return element("div", { class: "live-control" }, element("label", { for: id }, label), output, input);
}

function choice(state, name, { label, names }, id) {
  const options = Object.entries(names).map(([value, shown]) => element("option", { value }, shown));
  const input = element("select", { id }, ...options);
  input.addEventListener("change", () => state.set({ [name]: input.value }));
  bind(state, name, (value) => {
    input.value = value;
  });
  return element("div", { class: "live-control" }, element("label", { for: id }, label), input);
}

function flag(state, name, { label }, id) {
  const input = element("input", { type: "checkbox", id });
  input.addEventListener("change", () => state.set({ [name]: input.checked }));
  bind(state, name, (value) => {
    input.checked = value;
  });
  return element("div", { class: "live-control live-flag" }, input, element("label", { for: id }, label));
}

function words(state, name, { label, longest }, id) {
  const input = element("textarea", { id, maxlength: longest, rows: "2", spellcheck: "false" });
  input.addEventListener("input", () => state.set({ [name]: input.value }));
  bind(state, name, (value) => {
    if (input.value !== value) input.value = value;
  });
  return element("div", { class: "live-control live-words" }, element("label", { for: id }, label), input);
}
