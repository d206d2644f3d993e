"""The drawings' colours, for light and for dark: names, hexadecimal values, and the style sheet that switches.

All are made from the palette of ``nnutils.plots``, so that a drawing and a plot on one page agree. A colour is called
``hue-kind``: ``blue-line`` for strokes, ``blue-word`` for words, ``blue-1`` to ``blue-5`` for faint to full areas.
"""

from nnutils.plots import PALETTE

HUES = dict(zip(("blue", "vermilion", "green", "pink", "sky", "orange"), PALETTE, strict=False)) | {"grey": "#7a8490"}
# What each hue stands for in every drawing.
ROLES = {
    "tensor": "blue",
    "weight": "orange",
    "gate": "green",
    "gradient": "vermilion",
    "target": "pink",
    "second": "sky",
    "operation": "grey",
}
SHARES = ((0.14, 0.24, 0.34, 0.46, 0.60), (0.14, 0.22, 0.30, 0.39, 0.48))  # of the hue in its areas: light, dark
GROUND = {  # light, dark: the book's own page, ink and rules
    "card": ("#ffffff", "#161c23"),
    "ink": ("#22262c", "#dfe4e9"),
    "muted": ("#555c66", "#a3aeba"),
    "rule": ("#c9cdd3", "#46515d"),
}


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def mix(a: str, b: str, share: float) -> str:
    """Return the colour that is ``share`` of ``a`` and the rest ``b``, channel by channel."""
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{round(share * u + (1 - share) * v):02x}" for u, v in pairs)


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        shares = [v / 255 for v in _channels(colour)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _distinct(hue: str, ground: str, ink: str, least: float) -> str:
    """Return the hue, moved towards the ink until its contrast to its own faint areas is large enough."""
    steps = (mix(ink, hue, step / 20) for step in range(21))
    return next(colour for colour in steps if contrast(colour, mix(hue, ground, SHARES[0][0])) >= least)


def _colours(mode: int) -> dict[str, str]:
    ground = {name: pair[mode] for name, pair in GROUND.items()}
    areas = {str(level): share for level, share in enumerate(SHARES[mode], 1)}
    colours = dict(ground)
    for name, hue in HUES.items():
        for kind, least in (("line", (3.0, 4.5)[mode]), ("word", 4.5)):
            colours[f"{name}-{kind}"] = _distinct(hue, ground["card"], ("#000000", "#ffffff")[mode], least)
        colours |= {f"{name}-{level}": mix(hue, ground["card"], share) for level, share in areas.items()}
    return colours


LIGHT, DARK = _colours(0), _colours(1)


def shade(hue: str, value: float) -> str:
    """Return the name of the area colour for a value in 0..1: the ground itself, then five levels."""
    level = min(5, int(max(0.0, value) * 5 + 0.5))
    return f"{hue}-{level}" if level else "card"


def style_sheet(used: set[tuple[str, str]]) -> str:
    """Return the rules that turn a drawing dark.

    Light is written on the elements themselves, for programs that know no style sheets. A drawing that is a file of its
    own follows the reader's system; one that stands inside a page follows the page's ``data-theme``. Paper stays light.

    Parameters
    ----------
    used
        Pairs of property, ``"fill"`` or ``"stroke"``, and colour name.
    """

    def rules(scope: str) -> str:
        return "".join(f"{scope} .{p[0]}-{name}{{{p}:{DARK[name]}}}" for p, name in sorted(used))

    follow_system = f"@media (prefers-color-scheme:dark){{{rules(':root:not([data-theme])')}}}"
    follow_page = rules('[data-theme="dark"] .nnd')
    return f"@media screen{{{follow_system}{follow_page}}}"
