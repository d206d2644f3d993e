"""Masked language modelling: what happens to the chosen words."""

from tools.drawings import Drawing

words = ("the", "film", "was", "very", "well", "made")
CHANGES = {1: ("[MASK]", "80 %"), 3: ("tree", "10 %"), 5: ("made", "10 %")}


def draw() -> Drawing:
    d = Drawing(
        "Hiding words: 80, 10, 10",
        f"""The sentence {" ".join(words)}. Three of its words are chosen: film becomes the token MASK, as 80
        percent of the chosen words do; very becomes a random word, tree, as 10 percent do; made stays as it is,
        as 10 percent do. The encoder reads the changed sentence, in both directions. At the three chosen
        positions, and only there, it has to predict the original word, and only there the loss is counted.""",
        height=316,
    )
    d.operation(180, 196, "encoder", w=332, h=32, hue="green", level=2)
    d.heading(16, 20, "sentence", anchor="start")
    d.heading(16, 298, "predictions: loss at the chosen positions only", anchor="start")
    for i, word in enumerate(words):
        x = 40 + 56 * i
        original = d.tensor(x, 50, word, w=48, level=3 if i in CHANGES else 1, size=12)
        changed, share = CHANGES.get(i, (word, ""))
        hue = {"[MASK]": "grey", "tree": "pink"}.get(changed, "blue")
        given = d.box(x, 136, changed, hue=hue, level=2, w=54 if share else 48, size=12)
        d.arrow(original, given, colour=None if share else "rule")
        d.arrow(given, (x, 180), colour=None if share else "rule")
        if share:
            d.note(x + 4, 92, share, anchor="start")
            guess = d.target(x, 262, word, w=48, size=12)
            d.arrow((x, 212), guess)
    return d
