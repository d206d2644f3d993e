"""What the tests of the live figures share: watched pages, and a page in which to call the figures' modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from live_figures import DESKTOP, Watched


@pytest.fixture
def watched(browser, origin: str) -> Iterator[Callable[..., Watched]]:
    """Open pages in fresh contexts: ``watched(**options)`` takes Playwright's options of a context."""
    contexts = []

    def make(**options) -> Watched:
        context = browser.new_context(**({"reduced_motion": "reduce"} | DESKTOP | options))
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        seen = Watched(page, origin)
        page.on("request", lambda request: seen.note(request.url))
        page.on("pageerror", lambda error: seen.faults.append(f"uncaught: {error}"))
        page.on(
            "console",
            lambda message: message.type in ("error", "warning") and seen.faults.append(message.text),
        )
        return seen

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def script(browser, origin: str) -> Iterator[Callable]:
    """Run JavaScript in which ``load("nets/mlp.js")`` imports a module and ``model("01_train")`` loads a model."""
    page = browser.new_page()
    page.goto(f"{origin}/book/live.html")
    head = """
      const load = (name) => import(`/_static/live/${name}`);
      const model = async (name) => {
        const { loadModel } = await load("shared/models.js");
        return loadModel(name, new URL("/_static/live/models/", location.href), () => {});
      };
    """

    def run(body: str, argument: object = None) -> object:
        return page.evaluate(f"async (given) => {{ {head} {body} }}", argument)

    yield run
    page.close()
