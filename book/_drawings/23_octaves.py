"""Deep Dream: gradient ascent on a small copy first, then on larger ones."""

from tools.drawings import Drawing

OCTAVES, SCALE, FULL = 3, 1.4, 320


def draw() -> Drawing:
    sizes = [round(FULL / SCALE**octave) for octave in reversed(range(OCTAVES))]
    d = Drawing(
        "Deep Dream with octaves",
        f"""Three rows, one for each octave, from the smallest copy of the photograph, {sizes[0]} pixels wide,
        to the full size, {sizes[-1]}. In each row the photograph, resized from the original, and what has been
        dreamed so far, enlarged, are added; then gradient ascent changes the picture. Its difference to the
        photograph of that size goes on to the next row. On the right, the ascent: the picture goes forward
        through the network to a layer's activation, and the gradient of the activation comes back and is added
        to the picture.""",
        height=456,
    )
    d.heading(56, 20, "photograph")
    d.heading(262, 20, "dream")
    y, added = 58.0, None
    for size in sizes:
        side = 0.21 * size
        y += side / 2
        photo = d.tensor(56, y, "", w=side, h=side)
        d.text(56, y, f"{size}")
        plus = d.pointwise(136, y, "+")
        ascent = d.operation(200, y, "ascent", w=58, h=28, hue="orange")
        dream = d.box(292, y, "", hue="green", level=3, w=side, h=side)
        d.arrow(photo, plus)
        d.arrow(plus, ascent)
        d.arrow(ascent, dream)
        if added:
            turn = (added.bottom[1] + y - side / 2) / 2
            d.arrow(added, plus, (292, turn), (136, turn), colour="green-line")
            d.note(214, turn - 10, "what was added")
        added = dream
        y += side / 2 + 38
    y += 2
    picture = d.tensor(60, y + 28, "picture", w=66, h=40)
    network = d.operation(180, y + 28, "network up\nto a layer", w=96, h=44, hue="orange")
    score = d.target(300, y + 28, "activation", w=80, h=40)
    for a, b in ((picture, network), (network, score)):
        d.arrow((a.right[0], y + 20), (b.left[0], y + 20))
        d.arrow((b.left[0], y + 36), (a.right[0], y + 36), style="gradient")
    d.heading(16, y - 12, "one step of the ascent", anchor="start")
    d.height = y + 64
    return d
