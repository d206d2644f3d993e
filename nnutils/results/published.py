"""What the course has published: the figures of the full runs, with which a reader's own are compared.

``python -m tools.collect_results`` writes the file. Nothing here decides whether a figure is good: it says how far it
is from the published one, and what is known to differ.
"""

from __future__ import annotations

import functools
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("published.json")
PUBLISHING = "NNUTILS_LIVE"  # the variable that a publishing run sets, nnutils.live.FOLDER; that needs NumPy
SAME = 5e-5  # relative: no difference in the four digits that are shown
WITHIN = 2.0  # standard deviations


@functools.cache
def _published() -> dict[tuple[str, str, str], dict[str, Any]]:
    """Return the published figures by model, data and metric; none if the file is missing."""
    if not FILE.exists():
        return {}
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return {(one["model"], one["data"], one["metric"]): one for one in stored}


def compared(model: str, data: str, metric: str, value: float) -> str | None:
    """Say in a line how a figure of a full run differs from the published one.

    Parameters
    ----------
    model, data, metric : str
        The words of the record.
    value : float
        The reader's figure.

    Returns
    -------
    str or None
        None where nothing is published under these words.
    """
    if (there := _published().get((model, data, metric))) is None:
        return None
    figure, sd = there["value"], there["sd"]
    shown = f"{figure:.4g}" if sd is None else f"{figure:.4g} ± {sd:.2g}"
    if abs(value - figure) <= SAME * max(abs(value), abs(figure)):
        return f"{shown}; yours is the same"
    words = f"{shown}; yours differs by {value - figure:+.2g}"
    if sd:
        away = abs(value - figure) / sd
        words += f", {away:.1f} of its standard deviations: {'within' if away <= WITHIN else 'outside'} its spread"
    else:
        words += "; how much it varies from run to run was not measured"
    different = _different(there["versions"])
    return f"{words}. Known to differ: {', '.join(different)}" if different else words


def _different(versions: dict[str, str]) -> list[str]:
    """Return what differs from the machine of the published run, as far as it is known to change figures."""
    found = []
    for package, there in versions.items():
        try:
            here = version(package)
        except PackageNotFoundError:
            continue
        if here != there:
            found.append(f"{package} {here} here, {there} there")
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and tensorflow.config.list_physical_devices("GPU"):
        found.append("a GPU here, none there")
    return found
