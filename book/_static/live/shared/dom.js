// Making elements, and what depends on the page's colours.

/**
 * Make an element.
 *
 * @param {string} tag
 * @param {Object<string, string>} attributes
 * @param {...(Node|string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The page's colours as they are now, by the names of start.css without "--live-". */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["a", "b", "c", "ink", "muted", "line", "paper", "grid", "mark"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--live-${name}`).trim()]));
}

/** "#rrggbb" as three numbers from 0 to 255. */
export function rgb(colour) {
  return [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
}

/** Call a function whenever the page turns light or dark, until the signal ends. */
export function onTheme(redraw, signal) {
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  signal.addEventListener("abort", () => observer.disconnect());
}

/**
 * A canvas that is sharp on any screen; `draw(context, width, height)` is called with sizes in CSS pixels.
 *
 * @param {object} options
 * @param {string} options.label what it shows, for readers who do not see it
 * @param {number} options.ratio width divided by height
 * @param {(context: CanvasRenderingContext2D, width: number, height: number) => void} options.draw
 * @param {AbortSignal} options.signal
 */
export function canvas({ label, ratio, draw, signal }) {
  const made = element("canvas", { role: "img", "aria-label": label });
  made.style.aspectRatio = String(ratio);
  const context = made.getContext("2d");
  const redraw = () => {
    const { clientWidth: width, clientHeight: height } = made;
    if (!width || !height) return;
    const dense = window.devicePixelRatio || 1;
    const [w, h] = [Math.round(width * dense), Math.round(height * dense)];
    if (made.width !== w || made.height !== h) [made.width, made.height] = [w, h];
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context, width, height);
  };
  const observer = new ResizeObserver(redraw);
  observer.observe(made);
  signal.addEventListener("abort", () => observer.disconnect());
  onTheme(redraw, signal);
  return { element: made, redraw };
}
