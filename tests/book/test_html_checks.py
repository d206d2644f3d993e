"""Each check of a page's HTML objects to a page that violates it, and to nothing on a page that does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_pages import BuiltBook
from html_checks import CHECKS, CONFIG, ROOT

URL = CONFIG["repository"]["url"]
ACCOUNT = URL.removeprefix("https://github.com/")
NOTEBOOK = "notebooks/01_first_network"
PAGE = "book/intro.html"
DESCRIPTION = "A page that keeps every rule, so that no check objects to it."
META = f"""<meta property="og:title" content="Sound"/><meta name="description" content="{DESCRIPTION}"/>
<meta property="og:description" content="{DESCRIPTION}"/><meta name="twitter:description" content="{DESCRIPTION}"/>
<meta property="og:image" content="https://example.org/_static/card.png"/>"""
REPOSITORY = f'<a class="btn btn-source-repository-button" href="{URL}">repository</a>'
COLAB = f"https://colab.research.google.com/github/{ACCOUNT}/blob/{CONFIG['repository']['branch']}/{NOTEBOOK}.ipynb"
SOUND = f"""<html><head>{META}</head><body>{REPOSITORY}<i class="fa-solid fa-bars"></i>
<h1 id="top">Sound</h1><a href="#top">up</a><a href="other.html#there">other</a><a href="mailto:a@example.org">mail</a>
<img src="curve.png" alt="A falling curve"/><img class="logo__image" src="curve.png" alt=""/></body></html>"""
# For each check: what of the sound page becomes what, and on which page.
VIOLATIONS: dict[str, list[tuple[str, str] | tuple[str, str, str]]] = {
    "dead_links": [
        ("#top", "#nowhere"),
        ("other.html#there", "other.html#nowhere"),
        ("other.html#there", "third.html"),
        ('src="curve.png"', 'src="lost.png"'),
        ("</body>", '<script src="lost.js"></script></body>'),
    ],
    "links_that_are_not_https": [
        ("mailto:a@example.org", "http://example.org/"),
        ("mailto:a@example.org", "https://localhost:8888/"),
        ("mailto:a@example.org", "file:///etc/motd"),
    ],
    "images_without_alt_text": [
        ('alt="A falling curve"', ""),
        ('alt="A falling curve"', 'alt=" "'),
        ("A falling curve", "curve.png"),
        ("A falling curve", "photo of a dog.JPEG"),
        ("A falling curve", "0123456789abcdef0"),
    ],
    "paths_of_the_building_machine": [
        ("up</a>", "/home/somebody/course</a>"),
        ("up</a>", r"C:\Users\somebody</a>"),
        ("up</a>", f"{ROOT}</a>"),
    ],
    "mathjax_without_need": [
        ("</head>", '<script src="../_static/mathjax/startup.js"></script></head>'),
        ("up</a>", '</a><span class="math">x</span>'),
    ],
    "scripts_without_need": [
        ("</head>", '<script src="../searchindex.js"></script></head>'),
        ("</head>", '<script src="../_static/scripts/fontawesome.js?v=1"></script></head>', "search.html"),
    ],
    "icons_without_a_drawing": [("fa-bars", "fa-rocket")],
    "faults_of_the_link_preview": [
        ('property="og:title" content="Sound"', ""),
        (DESCRIPTION, "Short."),
        (DESCRIPTION, "Long. " * 30),
        (f'name="description" content="{DESCRIPTION}"', f'name="description" content="{DESCRIPTION[::-1]}"'),
        ("https://example.org/_static/card.png", "../_static/card.png"),
        ("card.png", "lost.png"),
    ],
    "faults_of_the_colab_button": [
        ("up</a>", f'</a><a class="nnbe-colab" href="{COLAB}">Colab</a>'),
        ("up</a>", "up</a>", f"{NOTEBOOK}.html"),
        ("up</a>", f'</a><a class="nnbe-colab" href="{COLAB}x">Colab</a>', f"{NOTEBOOK}.html"),
    ],
    "faults_of_the_repository_button": [
        (URL, "https://github.com/somebody/else"),
        (REPOSITORY, ""),
        ("up</a>", f"</a>{REPOSITORY}"),
    ],
}


def _book(folder: Path, page: str, text: str) -> BuiltBook:
    """Write a book of one page under test and what it names."""
    for name in ("book", "notebooks", "_static/css"):
        (folder / name).mkdir(parents=True)
    (folder / page).write_text(text, encoding="utf-8")
    for here in {Path(page).parent.as_posix(), "book"}:
        (folder / here / "other.html").write_text('<p id="there">', encoding="utf-8")
        (folder / here / "curve.png").touch()
    (folder / "_static" / "card.png").touch()
    (folder / "_static" / "css" / "icons.css").write_text(".fa-bars {\n}\n", encoding="utf-8")
    return BuiltBook(folder, folder / "book.log")


@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_page_passes(name: str, tmp_path: Path):
    assert CHECKS[name](_book(tmp_path, PAGE, SOUND), PAGE) == []


def test_a_sound_notebook_passes(tmp_path: Path):
    page = f"{NOTEBOOK}.html"
    book = _book(tmp_path, page, SOUND.replace("up</a>", f'</a><a class="nnbe-colab" href="{COLAB}">Colab</a>'))
    assert {name: CHECKS[name](book, page) for name in CHECKS} == {name: [] for name in CHECKS}


def test_every_check_has_a_page_that_violates_it():
    assert VIOLATIONS.keys() == CHECKS.keys()


@pytest.mark.parametrize(
    ("name", "violation"), [(name, violation) for name, violations in VIOLATIONS.items() for violation in violations]
)
def test_a_page_that_violates_a_check_is_found(name: str, violation: tuple[str, ...], tmp_path: Path):
    before, after, page = (*violation, PAGE)[:3]
    text = SOUND.replace(before, after)
    assert before in SOUND
    assert CHECKS[name](_book(tmp_path, page, text), page) != []
