"""What holds for every live figure: nothing before Start, keyboard and touch, light and dark, state in the address."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from live_figures import DESKTOP, FIGURES, FOLDER, PHONE, ROOT, imports

AXE = Axe()
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
INPUTS = "input, select, textarea, button, canvas[tabindex], [role=application], [role=grid] [tabindex]"
BEFORE_START = {"start.js", "start.css", "figure.css", "parts.css"}


def test_there_are_figures():
    assert "01_train" in FIGURES


@pytest.mark.parametrize("name", FIGURES)
class TestEveryFigure:
    """What a reader of any figure may expect."""

    def test_nothing_is_loaded_before_start_only_its_own_after_and_nothing_complains(self, watched, name: str):
        seen = watched().open(name)
        seen.page.wait_for_load_state("networkidle")
        assert seen.loaded() == BEFORE_START
        seen.start(name)
        seen.page.wait_for_timeout(200)
        modules = {path.relative_to(FOLDER).as_posix() for path in imports(FOLDER / f"{name}.js")}
        shared = {path.relative_to(FOLDER).as_posix() for path in imports(FOLDER / "shared" / "frame.js")}
        models = {path for path in seen.loaded() if path.startswith("models/")}
        assert seen.loaded() - models - BEFORE_START == modules | shared
        assert models == {f"models/{model}.{kind}" for model in models_of(name) for kind in ("json", "bin")}
        assert (seen.hosts, seen.faults) == ({urlsplit(seen.origin).netloc}, [])

    @pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_light_and_dark_axe_finds_nothing_and_nothing_overflows(self, watched, name: str, view: dict):
        seen = watched(**view, color_scheme="light").open(name)
        figure = seen.start(name)
        grounds = []
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            seen.page.wait_for_function("(scheme) => document.documentElement.dataset.theme === scheme", arg=scheme)
            found = AXE.run(seen.page, {"include": [[f"section.live[data-live='{name}']"]]}, RULES).response
            assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == [], scheme
            grounds.append(figure.evaluate("(figure) => getComputedStyle(figure).backgroundColor"))
        assert len(set(grounds)) == 2
        assert seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert figure.evaluate("(figure) => figure.scrollWidth - figure.clientWidth") <= 0
        if view is PHONE:
            assert [html for html, width, height in sizes(figure) if min(width, height) < 24] == []

    def test_by_keyboard_all_inputs_are_reached_and_closing_returns_to_start(self, watched, name: str):
        seen = watched().open(name)
        figure = seen.start(name)
        assert seen.page.evaluate("document.activeElement.dataset.live") == name
        wanted = figure.locator(INPUTS).evaluate_all(
            "(all) => all.filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).length"
        )
        visited = 0
        for _ in range(wanted):
            seen.page.keyboard.press("Tab")
            visited += figure.evaluate("(figure) => figure.contains(document.activeElement)")
        assert visited == wanted > 3
        assert seen.page.evaluate("document.activeElement.textContent") == "Close"
        seen.page.keyboard.press("Enter")
        assert seen.page.locator("section.live").count() == 0
        assert seen.page.evaluate("document.activeElement.className") == "live-start"
        seen.start(name)
        assert seen.faults == []

    def test_a_state_survives_in_the_address_and_reset_forgets_it(self, watched, name: str):
        seen = watched().open(name)
        figure = seen.start(name)
        before = values(figure)
        for kind, key in (("range", "ArrowRight"), ("checkbox", "Space")):
            inputs = figure.locator(f"input[type={kind}]")
            for i in range(inputs.count()):
                inputs.nth(i).press(key)
        after = values(figure)
        assert after != before
        assert parse_qs(urlsplit(seen.page.url).query)["live"] == [name]
        seen.page.reload()
        assert "has set the figure" in seen.page.locator(".live-from-link").inner_text()
        figure = seen.start(name)
        assert values(figure) == after
        figure.get_by_role("button", name="Reset").click()
        assert values(figure) == before
        assert set(parse_qs(urlsplit(seen.page.url).query)) == {"live"}

    def test_what_a_link_sets_wrongly_is_named_and_it_needs_no_webassembly(self, watched, name: str):
        code = (FOLDER / f"{name}.js").read_text("utf-8")
        setting = re.search(r"^  (\w+): (?:range|choice|flag|numbers)\(", code, re.M)[1]
        seen = watched()
        seen.page.add_init_script("delete window.WebAssembly")
        figure = seen.open(name, f"{setting}=1e9").start(name)
        assert seen.page.evaluate("typeof WebAssembly") == "undefined"
        assert f"The link says {setting}=1e9, but" in figure.locator(".live-faults").inner_text()

    @pytest.mark.parametrize("missing", ["module", "weights"])
    def test_a_missing_file_is_said_and_the_figure_starts_when_it_is_there(self, watched, name: str, missing: str):
        seen = watched().open(name)
        part = {"module": f"**/{name}.js", "weights": "**/models/*.bin"}[missing]
        seen.page.route(part, lambda route: route.fulfill(status=404, body=""))
        seen.page.locator(f"button.live-start[data-live='{name}']").click()
        alert = seen.page.locator(f"blockquote:has(button[data-live='{name}']) [role=alert]")
        alert.get_by_text("could not be started").wait_for()
        seen.page.unroute(part)
        if missing == "module":  # a browser remembers modules that failed until the page is loaded again
            seen.page.reload()
        seen.start(name)

    def test_without_script_and_on_paper_the_picture_and_the_question_stand_there(self, watched, name: str):
        page = watched(java_script_enabled=False).open(name).page
        place = page.locator(f"blockquote:has(a[data-live='{name}'])")
        assert place.locator("img").is_visible()
        assert place.locator(f"a[href='#live-{name.replace('_', '-')}']").is_visible()
        assert "?" in place.locator("p", has_text="Find out.").inner_text()
        assert not page.locator(f"section:has(> blockquote a[data-live='{name}']) details p").first.is_visible()
        seen = watched().open(name)
        figure = seen.start(name)
        picture = seen.page.locator(f"blockquote:has(button[data-live='{name}']) img")
        assert (figure.is_visible(), picture.is_visible()) == (True, False)
        seen.page.emulate_media(media="print")
        assert (figure.is_visible(), picture.is_visible()) == (False, True)


def sizes(figure) -> list:
    """Return the HTML, width and height of everything that a finger may want to hit."""
    return figure.locator(INPUTS).evaluate_all(
        """(all) => all.filter((e) => e.checkVisibility()).map((e) => {
             const { width, height } = e.getBoundingClientRect();
             return [e.outerHTML.slice(0, 80), width, height];
           })"""
    )


def values(figure) -> list:
    """Return what all inputs of a figure say."""
    return figure.locator("input, select, textarea").evaluate_all(
        "(all) => all.map((e) => (e.type === 'checkbox' ? e.checked : e.value))"
    )


def models_of(name: str) -> list[str]:
    """Return the models that a figure names."""
    line = re.search(r"^export const models = \[(.*)\];$", (FOLDER / f"{name}.js").read_text("utf-8"), re.M)[1]
    return re.findall(r'"(\w+)"', line)


def test_a_page_opened_from_a_file_says_why_no_figure_starts(browser, html):
    page = browser.new_page()
    page.goto((html / "book" / "live.html").as_uri())
    place = page.locator("blockquote:has(button.live-start)").first
    place.locator("button").click()
    assert "opened from a file" in place.locator("[role=alert]").inner_text()
    assert place.locator("img").is_visible()
    assert page.locator("section.live").count() == 0
    page.close()


def test_a_model_cut_short_is_not_used(script):
    said = script(
        """
        const { loadModel } = await load("shared/models.js");
        const whole = window.fetch;
        window.fetch = async (address) =>
          String(address).endsWith(".bin") ? new Response(new Uint8Array(given)) : whole(address);
        try { await loadModel("01_train", new URL("/_static/live/models/", location.href), () => {}); }
        catch (error) { return error.message; }
        finally { window.fetch = whole; }
        """,
        10_000,
    )
    assert said == "its weights are damaged (10000 of 10144 bytes)."


def test_half_precision_is_read_as_numpy_reads_it(script):
    halves = np.arange(0, 2**16, 7, dtype="uint16")
    halves = halves[np.isfinite(halves.view("float16"))]
    read = script(
        "return Array.from((await load('shared/models.js')).fromHalf(new Uint16Array(given)));", halves.tolist()
    )
    np.testing.assert_array_equal(read, halves.view("float16").astype("float64"))


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.js")), ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_modules_are_short_and_name_no_host(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert max(map(len, text.splitlines())) <= 120
    hosts = set(re.findall(r"https?://[\w.:-]+", text))
    assert hosts <= {"http://localhost:8000", "http://www.w3.org"}


def test_models_have_a_reader_and_are_small():
    models = FOLDER / "models"
    named = {model for name in FIGURES for model in models_of(name)}
    assert {path.stem for path in models.glob("*.bin")} == named
    for path in models.glob("*.bin"):
        assert path.stat().st_size <= 2_000_000, path.name


def test_pages_without_a_figure_load_nothing_of_them(html):
    script = re.compile(r"_static/live/start\.js")
    pages = {path.relative_to(html).as_posix(): path.read_text("utf-8") for path in html.glob("*/*.html")}
    assert {name for name, text in pages.items() if script.search(text)} == {
        name for name, text in pages.items() if 'data-live="' in text
    }
    assert (ROOT / "book" / "live.md").exists()
