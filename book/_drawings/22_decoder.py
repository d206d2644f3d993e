"""The GPT of chapter 22, with its shapes; GPT-2 has the same blocks and no convolution."""

from itertools import pairwise

from tools.drawings import Drawing, Shape

V, T, D, BLOCKS, HEADS = 65, 128, 128, 4, 4
WAY = 92  # where the way goes up


def aside(d: Drawing, y: float, words: str, before: Shape, *, norm: bool = True, **hue) -> Shape:
    """Draw a part beside the way, and the sum above it to which its output comes back."""
    plus = d.pointwise(WAY, y - 34, "+")
    part = d.operation(282, y, words, w=128, **hue)
    d.arrow(before, plus, colour="blue-line", width=2.5)
    d.copy(WAY, y, colour="blue-line")
    if norm:
        box = d.operation(176, y, "norm", w=46, h=26, size=12)
        d.arrow((WAY, y), box)
        d.arrow(box, part)
    else:
        d.arrow((WAY, y), part)
    d.arrow(part, plus, (part.x, plus.y))
    return plus


def draw() -> Drawing:
    d = Drawing(
        "GPT: a decoder alone",
        f"""Read from bottom to top. {T} characters become vectors of {D} numbers, positions are added, and a
        causal convolution adds what stands just before. Then come {BLOCKS} blocks. In each the way goes
        straight up, and two side ways start from it: one through a normalisation and causal self-attention with
        {HEADS} heads, one through a normalisation and a dense network of {4 * D} units; both end in a sum. A
        last normalisation and a dense layer give {V} logits at each position, for the next character.""",
        height=528,
    )
    embedding = d.weight(WAY, 462, f"embedding {V}×{D}", w=156)
    tokens = d.tensor(WAY, 504, f"{T} characters", w=120, h=28)
    positions = d.weight(266, 420, f"positions {T}×{D}", w=156)
    plus = d.pointwise(WAY, 420, "+")
    d.arrow(tokens, embedding)
    d.arrow(embedding, plus)
    d.arrow(positions, plus)
    way = aside(d, 380, "convolution, 5", plus, norm=False, hue="orange")
    way = aside(d, 300, "causal\nself-attention", way, hue="green", level=2)
    way = aside(d, 222, f"dense {4 * D}, {D}", way, hue="orange")
    d.frame(12, 164, 352, 334, f"{BLOCKS} ×")
    top = [
        d.operation(WAY, 138, "norm", w=60, h=26, size=12),
        d.weight(WAY, 98, f"dense {D}×{V}", w=156),
        d.tensor(WAY, 56, f"{V} logits", w=156, hue="sky", level=3),
    ]
    for before, after in pairwise([way, *top]):
        d.arrow(before, after, colour="blue-line" if before is way else None, width=2.5 if before is way else 1.5)
    d.note(WAY, 24, "for the next character")
    return d
