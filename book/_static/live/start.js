// A link to a live figure becomes a Start button, and nothing of the figure is loaded before it is pressed. This is a
// plain script, no module: a browser refuses modules to a page opened from a file, and the reader should hear of it.
(() => {
  "use strict";

  const folder = new URL("./", document.currentScript.src);
  const FROM_A_FILE =
    "This page was opened from a file, and a browser then refuses to load the figure's program. Run “python -m " +
    "http.server” in the folder of the book and open http://localhost:8000 instead.";

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  /** A size as readers see it, for example "0.4 MB". */
  function size(bytes) {
    return bytes < 95_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  }

  function prepare(link) {
    const name = link.dataset.live;
    const place = link.closest("blockquote");
    place.classList.add("live-place");
    const button = element("button", { type: "button", class: "live-start", "data-live": name });
    const label = element("span", { class: "live-start-label" }, link.textContent);
    button.append(label, element("span", { class: "live-size" }, size(Number(link.dataset.liveBytes))));
    const message = element("p", { class: "live-message", role: "alert" });
    link.replaceWith(button);
    place.append(message);
    if (new URLSearchParams(location.search).get("live") === name) {
      place.append(
        element(
          "p",
          { class: "live-from-link" },
          "The link you followed has set the figure. Press the button to see it.",
        ),
      );
    }
    button.addEventListener("click", () => open(name, place, button, message));
  }

  async function open(name, place, button, message) {
    message.textContent = "";
    if (location.protocol === "file:") {
      message.textContent = FROM_A_FILE;
      return;
    }
    button.disabled = true;
    const progress = element("progress", { class: "live-progress", "aria-label": "Loading the figure", max: "1" });
    button.after(progress);
    try {
      const { openFigure } = await import(new URL("shared/frame.js", folder));
      const report = (share) => {
        progress.value = share;
      };
      const close = () => {
        place.classList.remove("live-running");
        button.disabled = false;
        button.focus();
      };
      await openFigure({ name, folder, place, report, close });
      place.classList.add("live-running");
      place.querySelector(".live-from-link")?.remove();
    } catch (error) {
      message.textContent = `The figure could not be started: ${error.message} Try again, or keep to the picture.`;
      button.disabled = false;
    } finally {
      progress.remove();
    }
  }

  const begin = () => document.querySelectorAll("blockquote a[data-live]").forEach(prepare);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", begin);
  } else {
    begin();
  }
})();
