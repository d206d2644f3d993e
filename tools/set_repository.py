"""Tell the course where its repository lives: ``python -m tools.set_repository URL``.

``repository.url`` in ``_config.yml`` is the one place that knows. This writes it there and from there into the files
that can't read it: the badges and set-up cells of notebooks, the README, the metadata.
"""

import argparse
import re
import sys
from pathlib import Path

import yaml

from tools.notebooks import ROOT, chapters

PATTERN = re.compile(r"https://github\.com/[A-Za-z0-9_-]+/[A-Za-z0-9._-]*[A-Za-z0-9_-]")
PLACEHOLDER = "https://github.com/your_account/neural-networks-by-experiment"  # until a fork sets its own
OTHERS = ("README.md", "CITATION.cff", "book/how_to_use.md", "tools/template.ipynb")


def repository_url(text: str) -> str:
    """Return the address of a GitHub repository as the course writes it, without a slash or ``.git`` at its end.

    Raises
    ------
    ValueError
        If it is none.
    """
    url = text.rstrip("/").removesuffix(".git")
    if not PATTERN.fullmatch(url):
        raise ValueError(f"{url!r} is not like https://github.com/ACCOUNT/REPOSITORY")
    return url


def current_url(root: Path = ROOT) -> str:
    """Return the repository's address from ``_config.yml``."""
    return yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]


def files(root: Path = ROOT) -> list[Path]:
    """Return the files that repeat the address."""
    others = (root / name for name in OTHERS)
    return [root / "_config.yml", *chapters(root).values(), *(path for path in others if path.exists())]


def set_repository(url: str, root: Path = ROOT) -> list[Path]:
    """Write ``url`` wherever the present address stands, and return the files that changed.

    Raises
    ------
    ValueError
        If ``url`` is not the address of a GitHub repository.
    """
    url = repository_url(url)
    old = current_url(root).removeprefix("https://github.com/")
    new = url.removeprefix("https://github.com/")
    # The name must end where the address ends, and stands after github.com/ or, in Colab's links, after /github/.
    present = re.compile(rf"(?<=github\.com/){re.escape(old)}(?![\w-])|(?<=/github/){re.escape(old)}(?![\w-])")
    changed = []
    for path in files(root):
        text = path.read_text(encoding="utf-8")
        if (written := present.sub(new, text)) != text:
            path.write_text(written, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def main(argv: list[str] | None = None) -> int:
    """Set the address that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tools.set_repository", description=__doc__)
    parser.add_argument("url", help="https://github.com/ACCOUNT/REPOSITORY")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    try:
        changed = set_repository(args.url, args.root)
    except ValueError as error:
        parser.error(str(error))
    for path in changed:
        print(path.relative_to(args.root))
    print(f"{len(changed)} files changed; commit them and rebuild the book with 'make book'")
    return 0


if __name__ == "__main__":
    sys.exit(main())
