"""Each check of a page in Chromium objects to a page that violates it, and to nothing on a page that does not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import browser_checks as checks
import pytest

from tools.testing.browser import served

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 900}
# The page follows the system's scheme, as the theme does.
SOUND = """<!DOCTYPE html><html lang="en"><head><title>Sound</title><style>
body { background: white; color: black; } html[data-theme=dark] body { background: black; color: white; }
a { color: inherit; text-decoration: underline; }
.wide { overflow-x: auto; } .wide p { width: 2000px; text-align: right; }
button { min-width: 30px; min-height: 30px; }
</style><script>
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
dark.addEventListener("change", follow); follow();
</script></head><body><main class="bd-article"><h1>Sound</h1><p>Text with <a href="#">a link</a>.</p>
<div class="wide" tabindex="0"><p>Wide.</p></div><button>Go</button>
<div class="cell tag_hide-cell"><details><summary><span class="x">Hide: Solution</span></summary>
<div class="cell_input"><div class="highlight"><pre><span class="k">print</span></pre></div></div></details></div>
<p><span class="math"><mjx-container><mjx-math>x</mjx-math></mjx-container></span></p></main></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder of pages, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("pages")
    with served(folder) as origin:
        yield folder, origin


@pytest.fixture
def shown(browser, address: tuple[Path, str]) -> Iterator[Callable]:
    """Show a page: the sound one, with something replaced by something else."""
    folder, origin = address
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", reduced_motion="reduce")
    # Under one name a page of the same second would come from the browser's cache: servers tell seconds, not less.
    numbers = itertools.count()

    def show(before: str = "", after: str = ""):
        assert before in SOUND
        name = f"page-{next(numbers)}.html"
        (folder / name).write_text(SOUND.replace(before, after) if before else SOUND, encoding="utf-8")
        page = context.new_page()
        page.goto(f"{origin}/{name}")
        return page

    yield show
    context.close()


def test_a_sound_page_passes(shown: Callable):
    page = shown()
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        for scheme in ("dark", "light"):
            checks.switch(page, scheme)
            for check in (checks.overflow, checks.bad_formulas, checks.unreachable, checks.axe):
                assert check(page) == []
    assert checks.folded_cells(page) == []
    checks.simplify(page)
    assert checks.axe(page, every_colour=True) == []


VIOLATIONS = [
    (checks.overflow, "Wide.", '<span style="position: absolute; left: 3000px">Out</span>', "pixels too wide"),
    (checks.bad_formulas, "<mjx-container><mjx-math>x</mjx-math></mjx-container>", "$x^2", r"$x^2"),
    (checks.bad_formulas, "<mjx-math>x</mjx-math>", "<mjx-merror>Missing brace</mjx-merror>", "Missing brace"),
    (checks.unreachable, ' tabindex="0"', "", "div.wide"),
    (checks.folded_cells, "<details>", "<details open>", "open at first"),
    (checks.folded_cells, "<summary>", '<summary onclick="event.preventDefault()">', "a click does not open it"),
    (checks.folded_cells, "<summary>", '<summary onkeydown="event.preventDefault()">', "Enter does not close it"),
    (
        checks.folded_cells,
        "<summary>",
        "<summary onkeyup=\"event.key === ' ' && event.preventDefault()\">",
        "Space does not open it",
    ),
    (checks.folded_cells, "Hide: Solution", "Show: Solution", "its summary says 'Show: Solution'"),
    (checks.axe, "<button>Go</button>", "<button></button>", "button-name"),
    (checks.axe, "Wide.", '<img src="page-0.html">', "image-alt"),
    (checks.axe, ' lang="en"', "", "html-has-lang"),
    (checks.axe, "button {", "button { font-size: 6px; } button.x {", "target-size"),
    (checks.axe, ' tabindex="0"', "", "scrollable-region-focusable"),
    (checks.axe, "color: black", "color: #aaa", "color-contrast"),
    (checks.axe, "text-decoration: underline", "color: #222; text-decoration: none", "link-in-text-block"),
]


@pytest.mark.parametrize(("check", "before", "after", "message"), VIOLATIONS)
def test_a_page_that_violates_a_check_is_found(shown: Callable, check: Callable, before: str, after: str, message: str):
    if "target-size" in message:
        after, before = "<button>Go</button><button>On</button>", "<button>Go</button>"
        page = shown(before, after)
        page.add_style_tag(content="button { min-width: 0; min-height: 0; width: 9px; height: 9px; padding: 0; }")
    else:
        page = shown(before, after)
    assert message in "\n".join(check(page))


def test_what_only_a_phone_or_only_the_dark_shows_is_found(shown: Callable):
    page = shown("</style>", "@media (max-width: 400px) { button { color: #aaa; background: #999; } }</style>")
    assert checks.axe(page) == []
    page.set_viewport_size(PHONE)
    assert "360, light: color-contrast" in "\n".join(checks.axe(page))
    page = shown("background: black; color: white", "background: black; color: #333")
    assert checks.axe(page) == []
    checks.switch(page, "dark")
    assert "1280, dark: color-contrast" in "\n".join(checks.axe(page, checks.COLOURS))


def test_only_the_rules_that_are_asked_for_are_used(shown: Callable):
    page = shown("color: black", "color: #aaa")
    assert checks.axe(page, checks.LAYOUT) == []
    assert checks.axe(page, checks.COLOURS) != []


PALE = '<p>Dark.</p><p>Dark.</p><p style="color: #aaa">Pale.</p><p style="color: #aaa">Pale.</p>'


def test_of_texts_that_look_alike_one_is_judged_and_of_those_that_do_not_each(shown: Callable):
    page = shown("<button>", PALE + "<button>")
    (found,) = checks.axe(page)
    assert found.count("Pale.") == 1
    (found,) = checks.axe(page, every_colour=True)
    assert found.count("Pale.") == 2


WORDS = '<span class="k">if</span> <span class="k">else</span> <span class="s" style="color: #eee">text</span>'


def test_one_word_and_one_formula_of_each_kind_stay(shown: Callable):
    formula = "<mjx-container><mjx-math>x</mjx-math></mjx-container>"
    page = shown('<span class="k">print</span>', WORDS)
    page.evaluate("(html) => { document.querySelector('p').innerHTML += html; }", formula * 2)
    checks.folded_cells(page)
    checks.simplify(page)
    assert page.evaluate("[...document.querySelectorAll('pre span')].map((e) => e.textContent)") == ["if", "text"]
    assert page.evaluate("document.querySelector('pre').textContent") == "if else text"
    assert page.evaluate("[...document.querySelectorAll('mjx-math')].map((e) => e.textContent)") == ["x", "", ""]
    assert "color-contrast" in "\n".join(checks.axe(page))


def test_traffic_is_watched(shown: Callable, address: tuple[Path, str]):
    folder, origin = address
    (folder / "large.js").write_text("/* " + "x" * 50_000 + " */", encoding="utf-8")
    (folder / "_images").mkdir()
    (folder / "_images" / "figure.js").write_text("1", encoding="utf-8")
    page = shown()
    seen = checks.watch(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    host = origin.removeprefix("http://")
    assert (seen.hosts, [fault for fault in seen.faults if "favicon" not in fault]) == ({host}, [])
    plain, compressed = checks.weight(seen, folder)
    assert plain == len(SOUND.encode())
    assert compressed < plain
    page.evaluate(
        """() => {
          console.warn('beware');
          setTimeout(() => { throw new Error('a fault'); });
          const load = (source) => new Promise((end) => {
            const script = document.createElement('script');
            [script.src, script.onload, script.onerror] = [source, () => end(), () => end()];
            document.head.append(script);
          });
          return Promise.all(['large.js', 'lost.js', '_images/figure.js', 'https://other.invalid/x.js'].map(load));
        }"""
    )
    assert seen.hosts == {host, "other.invalid"}
    heavier, compressed = checks.weight(seen, folder)
    assert heavier == plain + 50_006
    assert compressed < 2_000
    faults = "\n".join(seen.faults)
    for fault in ("404: /lost.js", "failed: https://other.invalid/x.js", "warning: beware", "uncaught: a fault"):
        assert fault in faults
