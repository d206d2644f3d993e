"""The shapes of all drawings, and what they stand for."""

from tools.drawings import Drawing


def draw() -> Drawing:
    d = Drawing(
        "The vocabulary of the drawings",
        """The shapes that all drawings share. Blue boxes are values: inputs, activations, states. Orange boxes
        are parameters, which training changes, and layers that hold them. Grey boxes with round corners are
        operations without parameters, green ones gates and attention weights, between 0 and 1. Pink boxes are
        targets and losses. Circles with a cross or a plus multiply or add entry by entry. A dot is a copy.
        Solid arrows carry values forward, dashed ones gradients back. Dashed boxes are masked, dropped or
        random.""",
        height=330,
    )
    shapes = (
        (d.tensor, {"words": "$x$", "w": 64}, "values"),
        (d.weight, {"words": "$W$", "w": 64}, "parameters"),
        (d.operation, {"words": "softmax", "w": 64}, "operation"),
        (d.gate, {"w": 64}, "gate"),
        (d.target, {"words": "$ℓ$", "w": 64}, "target, loss"),
        (d.pointwise, {"sign": "+"}, "sum"),
        (d.pointwise, {"sign": "×"}, "product"),
        (d.copy, {}, "copy"),
        (d.unit, {"words": "$h$"}, "unit"),
        (d.box, {"w": 44, "dashed": True}, "masked"),
    )
    for i, (draw_shape, options, name) in enumerate(shapes):
        x, y = (56, 34 + 46 * i) if i < 5 else (230, 34 + 46 * (i - 5))
        shape = draw_shape(x, y, **options)
        d.text(x + 44 if i < 5 else x + 36, y, name, anchor="start")
        if draw_shape == d.copy:
            d.arrow((x - 22, y), (x + 24, y))
            d.arrow(shape, (x + 24, y + 16), (x, y + 16))
    for y, style, name in ((274, "flow", "values go forward"), (306, "gradient", "gradients come back")):
        ends = (24, y), (88, y)
        d.arrow(*(ends if style == "flow" else ends[::-1]), style=style)
        d.text(100, y, name, anchor="start")
    return d
