"""How fast the live figures are, in Chromium on this machine: printed by ``make bench``, asserted nowhere."""

import statistics
import time
from typing import Any

from tools.live.pictures import STATES
from tools.testing.browser import built_html, chromium, served

LOAD = """async (given) => {
  const load = (name) => import(`/_static/live/${name}`);
  const model = async (name) => {
    const { loadModel } = await load("shared/models.js");
    return loadModel(name, new URL("/_static/live/models/", location.href), () => {});
  };
"""
EPOCHS = """
  const [figure, arrays] = await Promise.all([load("01_train.js"), model("01_train")]);
  const options = { units: 8, rate: 0.01, seed: 1, batch: 32, classes: 2 };
  const training = new figure.Training(figure.examples(arrays, "rings"), options);
  const began = performance.now();
  for (let i = 0; i < 100; i++) training.epoch();
  return 1e5 / (performance.now() - began);
}"""
CHANGE = """async (name) => {
  const figure = document.querySelector(`section.live[data-live="${name}"]`);
  const slider = figure.querySelector("input[type=range]");
  const pad = figure.querySelector(".live-pad");
  const press = (key) => pad.dispatchEvent(new KeyboardEvent("keydown", { key }));
  const slide = (i) => {
    slider.value = i % 2 ? slider.min : slider.max;
    slider.dispatchEvent(new Event("input"));
  };
  const draw = (i) => press(i % 12 < 6 ? "ArrowDown" : "ArrowRight");
  if (name === "05_digit") press(" ");
  const took = [];
  for (let i = 0; i < 24; i++) {
    const began = performance.now();
    (name === "05_digit" ? draw : slide)(i);
    figure.getBoundingClientRect(); // waits for the layout
    took.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return took.sort((a, b) => a - b)[12];
}"""
WRITE = """
  const [{ Gpt }, { Writer }, arrays] =
    await Promise.all([load("nets/gpt.js"), load("22_gpt.js"), model("22_gpt")]);
  const writer = new Writer(new Gpt(arrays), [5, 6, 7], { temperature: 1, seed: 1, cached: given.cached });
  for (let i = 0; i < given.length; i++) writer.write();
  const took = writer.took.slice(given.length / 2);
  return 1000 / (took.reduce((sum, ms) => sum + ms) / took.length);
}"""


def measure() -> None:
    """Print for each figure the seconds from *Start* to ready and how fast it answers, and what two of them compute."""
    with served(built_html()) as origin, chromium() as browser:
        for name in STATES:
            seconds, milliseconds = zip(*(_start_and_change(browser, origin, name) for _ in range(3)), strict=True)
            what, wanted = ("stroke", "100") if name == "05_digit" else ("change", "50")
            print(
                f"live figure {name}: {statistics.median(seconds):.2f} s from Start to ready (wanted: below 3), "
                f"{statistics.median(milliseconds):.1f} ms after a {what} (wanted: below {wanted})"
            )
        page = browser.new_page()
        page.goto(f"{origin}/book/live.html")
        print(f"live figure 01: {page.evaluate(LOAD + EPOCHS):.0f} epochs a second (wanted: 60, one a frame)")
        for cached, length in ((True, 400), (False, 24)):
            rate = page.evaluate(LOAD + WRITE, {"cached": cached, "length": length})
            print(
                f"live figure 22: {rate:.0f} characters a second {'with' if cached else 'without'} the cache"
                f"{' (wanted: 20)' if cached else ''}"
            )


def _start_and_change(browser: Any, origin: str, name: str) -> tuple[float, float]:
    """Return seconds from *Start* to the figure, with an empty cache, and milliseconds until it shows what changed."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{origin}/book/live.html")
    began = time.perf_counter()
    page.locator(f"button.live-start[data-live='{name}']").click()
    page.wait_for_selector(f"section.live[data-live='{name}'] .live-foot")
    seconds = time.perf_counter() - began
    milliseconds = page.evaluate(CHANGE, name)
    context.close()
    return seconds, milliseconds
