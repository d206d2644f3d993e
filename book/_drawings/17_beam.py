"""Beam search with two beams, where greedy search misses the best sequence."""

from tools.drawings import Drawing

FIRST = {"a": 0.5, "b": 0.4, "c": 0.1}
NEXT = {"a": {"a": 0.4, "b": 0.3, "c": 0.3}, "b": {"a": 0.9, "b": 0.05, "c": 0.05}}
BEAMS = 2


def draw() -> Drawing:
    kept = sorted(FIRST, key=FIRST.get, reverse=True)[:BEAMS]
    scores = {s + n: FIRST[s] * p for s in kept for n, p in NEXT[s].items()}
    best = sorted(scores, key=scores.get, reverse=True)[:BEAMS]
    greedy = kept[0] + max(NEXT[kept[0]], key=NEXT[kept[0]].get)
    d = Drawing(
        "Beam search with two beams",
        f"""A tree of sequences with their probabilities. After one symbol, a has {FIRST["a"]}, b {FIRST["b"]}
        and c {FIRST["c"]}; the two best are kept. Each is continued with three symbols, and of the six
        sequences the two best are kept again: {best[0]} with {scores[best[0]]:.2f} and {best[1]} with
        {scores[best[1]]:.2f}. Greedy search keeps only the best at each step and ends at {greedy}, although
        {best[0]} is more probable.""",
        height=300,
    )
    start = d.operation(40, 152, "start", w=48)
    for x, words in ((136, "one symbol"), (236, "two symbols")):
        d.heading(x, 20, words)
    firsts = {}
    for symbol, y in zip(FIRST, (84, 190, 268), strict=True):
        stays = symbol in kept
        firsts[symbol] = d.box(
            136, y, symbol, hue="blue" if stays else "grey", level=2 if stays else 1, w=30, dashed=not stays
        )
        d.arrow(start, firsts[symbol].left, colour=None if stays else "rule")
        d.note(136, y - 22, f"{FIRST[symbol]:g}")
    for i, (word, score) in enumerate(scores.items()):
        y = 48 + 36 * i + 14 * (i > 2)
        stays = word in best
        end = d.box(236, y, word, hue="blue" if stays else "grey", level=2 if stays else 1, w=36, dashed=not stays)
        d.arrow(firsts[word[0]], end.left, colour=None if stays else "rule")
        d.text(262, y, f"{score:.2f}", anchor="start", bold=stays)
        if word in (greedy, best[0]):
            d.note(308, y, "best" if word == best[0] else "greedy", anchor="start")
    return d
