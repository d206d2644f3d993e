"""BERT's input: three embeddings, added."""

from tools.drawings import Drawing

tokens = ("[CLS]", "it", "rained", "[SEP]", "good", "[SEP]")


def draw() -> Drawing:
    first = tokens.index("[SEP]")
    d = Drawing(
        "BERT's input",
        f"""Six tokens in a row: CLS, the sentence it rained, SEP, the sentence good, SEP. For each, three
        vectors are looked up and added: one for the token, one for its segment, A for the first {first + 1}
        tokens and B for the others, and one for its position, 0 to {len(tokens) - 1}. The sums go into the
        encoder. It gives one vector for each token; the one at CLS stands for the whole text.""",
        height=318,
    )
    encoder = d.operation(213, 216, "encoder", w=280, h=32, hue="green", level=2)
    for i, token in enumerate(tokens):
        x = 98 + 46 * i
        rows = ((40, token), (94, "A" if i <= first else "B"), (148, str(i)))
        for y, name in rows:
            d.weight(x, y, name, w=44 if y == 40 else 34, size=12, level=3 if name == "B" else 1)
        for y in (67, 121):
            d.text(x, y, "+")
        d.arrow((x, 161), (x, 200))
        output = d.tensor(x, 272, f"$h_{i}$", w=34, level=4 if i == 0 else 1)
        d.arrow((x, encoder.bottom[1]), output)
    for y, name in ((40, "token"), (94, "segment"), (148, "position"), (272, "vectors")):
        d.text(12, y, name, anchor="start")
    d.note(104, 302, "for the whole text")
    return d
