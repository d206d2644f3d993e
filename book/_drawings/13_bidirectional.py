"""Two directions over a padded sequence."""

from itertools import pairwise

from tools.drawings import Drawing

WORDS = ("a", "very", "good", "film", "0")
FORWARD, BACKWARD, MERGED = 208, 148, 72


def draw() -> Drawing:
    d = Drawing(
        "A bidirectional layer",
        """Five steps: the words a, very, good, film, and one step of padding. One recurrent layer reads from
        left to right. A second one, with weights of its own, reads from right to left; both skip the padding,
        so the second begins at film. At each step the two states are joined, and this is the output: it knows
        what stands before and what comes after.""",
        height=334,
    )
    there, back = [], []
    for t, word in enumerate(WORDS):
        x, real = 58 + 62 * t, word != "0"
        options = {"w": 26, "h": 30, "corner": 6, "dashed": not real}
        source = d.box(x, 276, word, hue="blue" if real else "grey", level=2 if real else 1, w=50, dashed=not real)
        if not real:
            for cx, cy in ((x - 13, FORWARD), (x + 13, BACKWARD)):
                d.operation(cx, cy, "", **options)
            d.note(x, MERGED, "masked")
            continue
        there.append(d.operation(x - 13, FORWARD, "", **options | {"hue": "blue", "level": 3}))
        back.append(d.operation(x + 13, BACKWARD, "", **options | {"hue": "orange", "level": 3}))
        merged = d.cells(x, MERGED, ["", ""], cell=(26, 24), hue=lambda _, j: ("blue", "orange")[j], shades=[0.6, 0.6])
        d.text(x, MERGED - 28, f"$h_{t}$")
        for cell in (there[-1], back[-1]):
            d.arrow((cell.x, source.top[1]), cell)
            d.arrow(cell, (cell.x, merged.bottom[1]))
    for before, after in pairwise(there):
        d.arrow(before, after, colour="blue-line", width=2)
    for before, after in pairwise(reversed(back)):
        d.arrow(before, after, colour="orange-line", width=2)
    d.heading(16, 20, "output: both states, joined", anchor="start")
    d.legend(78, 314, {"blue-3": "left to right", "orange-3": "right to left"})
    return d
