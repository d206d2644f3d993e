"""An embedding layer looks rows up in a matrix."""

import numpy as np

from tools.drawings import Drawing, minus

words = ("<pad>", "the", "film", "is", "not", "good", "bad")
sentence = ("film", "not", "bad")
E = np.random.default_rng(6).normal(0, 0.6, (len(words), 3)).round(1)
indices = [words.index(word) for word in sentence]
ROWS = dict(zip(indices, ("blue", "green", "pink"), strict=True))


def table(values: np.ndarray) -> list[list[str]]:
    return [[minus(f"{v:.1f}") for v in row] for row in values]


def draw() -> Drawing:
    d = Drawing(
        "An embedding is a look-up",
        f"""The words {", ".join(sentence)} have the indices {", ".join(map(str, indices))}. In the middle
        stands the embedding matrix E, with one row of three numbers for each of {len(words)} words of the
        vocabulary. Three arrows lead from the indices to their rows and from there to the output, which
        consists of these three rows in the order of the words. Training changes the rows that were looked up.""",
        height=264,
    )
    ys = (76, 132, 188)
    matrix = d.cells(
        172,
        132,
        table(E),
        cell=(32, 26),
        hue=lambda i, _: ROWS.get(i, "grey"),
        shades=[[0.5 if i in ROWS else 0.2] * 3 for i in range(len(E))],
    )
    for y, word, index in zip(ys, sentence, indices, strict=True):
        d.text(14, y, word, anchor="start")
        number = d.unit(66, y, str(index), r=13, hue=ROWS[index], level=2)
        output = d.cells(300, y, table(E[[index]]), cell=(32, 26), hue=ROWS[index], shades=[[0.5] * 3])
        source = matrix.block(index, 0, 1, 3)
        d.arrow(number, (source.left[0] - 1, source.y), colour=f"{ROWS[index]}-line")
        d.arrow((source.right[0] + 1, source.y), (output.left[0] - 1, y), colour=f"{ROWS[index]}-line")
    for x, name in ((66, "index"), (172, "matrix $E$"), (300, "output")):
        d.heading(x, 22, name)
    d.note(172, 244, f"vocabulary × features: {len(words)}×3")
    return d
