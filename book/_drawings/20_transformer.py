"""The Transformer of 2017: encoder and decoder, normalised after each sum."""

from itertools import pairwise

from tools.drawings import Drawing, Shape

WIDTH = 118
ATTENTION, DENSE = {"hue": "green", "level": 2}, {"hue": "orange"}


def sublayer(d: Drawing, x: float, y: float, words: str, side: int, before: Shape, **hue) -> Shape:
    """Draw a sublayer above what feeds it, the sum with what goes around it, and the normalisation."""
    sub = d.operation(x, y, words, w=WIDTH, **hue)
    norm = d.operation(x, sub.top[1] - 24, "add & norm", w=WIDTH, h=24, size=12)
    d.arrow(before, sub)
    d.arrow(sub, norm)
    start, around = (x, sub.bottom[1] + 11), x + side * 73
    d.copy(*start)
    d.arrow(start, norm, (around, start[1]), (around, norm.y))
    return norm


def draw() -> Drawing:
    d = Drawing(
        "The Transformer",
        """Two stacks, read from bottom to top. Left, the encoder: the source tokens are embedded, positions are
        added, and N blocks follow, each of self-attention and a feed-forward network. Right, the decoder: the
        target written so far is embedded, positions are added, and N blocks follow, each of causal
        self-attention, cross-attention and a feed-forward network. Around every part an arrow carries its input
        to a sum that is then normalised. The encoder's output goes into the cross-attention of every decoder
        block. Above the decoder a linear layer and a softmax give the probabilities of the next token.""",
        height=570,
    )
    left, right, plus = 94, 266, []
    positions = d.tensor(180, 476, "positions", w=76)
    for x, words in ((left, "source tokens"), (right, "target so far")):
        tokens = d.tensor(x, 548, words, w=WIDTH)
        embedding = d.weight(x, 512, "embedding", w=WIDTH, h=24)
        plus.append(d.pointwise(x, 476, "+"))
        d.arrow(tokens, embedding)
        d.arrow(embedding, plus[-1])
        d.arrow(positions, plus[-1])
    encoded = sublayer(d, left, 416, "self-attention", -1, plus[0], **ATTENTION)
    encoded = sublayer(d, left, 332, "feed-forward", -1, encoded, **DENSE)
    decoded = sublayer(d, right, 416, "causal\nself-attention", 1, plus[1], **ATTENTION)
    crossed = Shape(right, 322, WIDTH, 42)
    d.arrow(encoded, crossed, (left, 244), (180, 244), (180, 322))
    decoded = sublayer(d, right, 322, "cross-attention\nto the source", 1, decoded, **ATTENTION)
    decoded = sublayer(d, right, 228, "feed-forward", 1, decoded, **DENSE)
    d.frame(12, 258, 163, 458, "$N$ ×")
    d.frame(197, 154, 348, 458, "$N$ ×")
    top = [d.weight(right, 130, "linear", w=WIDTH, h=24), d.operation(right, 94, "softmax", w=WIDTH, h=24)]
    top = [decoded, *top, d.tensor(right, 54, "next token", w=WIDTH, hue="sky", level=3)]
    for before, after in pairwise(top):
        d.arrow(before, after)
    d.heading(left, 20, "encoder")
    d.heading(right, 20, "decoder")
    return d
