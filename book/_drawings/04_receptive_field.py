"""The receptive field as a pyramid: what a unit three layers up sees of the input."""

from tools.drawings import Drawing

LAYERS = (("convolution 3", 3, 1), ("pooling 2, stride 2", 2, 2), ("convolution 3", 3, 1))
PIXELS, UNIT, STEP = 14, 22, 78


def draw() -> Drawing:
    counts, fields, jumps = [PIXELS], [1], [1]
    for _, k, s in LAYERS:
        counts.append((counts[-1] - k) // s + 1)
        fields.append(fields[-1] + (k - 1) * jumps[-1])
        jumps.append(jumps[-1] * s)
    first, last = [0], [0]  # the highlighted units, from the top layer down
    for _, k, s in reversed(LAYERS):
        first.append(first[-1] * s)
        last.append(last[-1] * s + k - 1)
    first, last = first[::-1], last[::-1]
    d = Drawing(
        "The receptive field grows from layer to layer",
        f"""Four rows of units, drawn in one dimension, the {PIXELS} pixels at the bottom. A convolution of
        width 3, a pooling of width 2 with stride 2 and a second convolution of width 3 lie above one another,
        with {counts[1]}, {counts[2]} and {counts[3]} units. One unit of the top row is marked. It sees 3 units
        of the row below, these see 6 units of the first convolution, and those see {fields[3]} pixels. After
        the stride, neighbouring units lie 2 pixels apart, so the second convolution widens the field by 4
        pixels, the first one only by 2.""",
        height=20 + 3 * STEP + 50,
    )
    top = 20
    left = 180 - (PIXELS - 1) / 2 * UNIT

    def x_of(layer: int, i: int) -> float:
        """Return the middle of what a unit sees."""
        return left + UNIT * (i * jumps[layer] + (fields[layer] - 1) / 2)

    rows = [top + STEP * (3 - layer) for layer in range(4)]
    for layer in range(3, 0, -1):
        edges = [(x_of(layer, first[layer]), rows[layer]), (x_of(layer, last[layer]), rows[layer])]
        below = [
            (x_of(layer - 1, last[layer - 1]), rows[layer - 1]),
            (x_of(layer - 1, first[layer - 1]), rows[layer - 1]),
        ]
        d.polygon(*edges, *below, fill="orange-1")
        _, k, s = LAYERS[layer - 1]
        for i in range(first[layer], last[layer] + 1):
            for j in range(i * s, i * s + k):
                d.line(
                    (x_of(layer, i), rows[layer]), (x_of(layer - 1, j), rows[layer - 1]), colour="orange-line", width=1
                )
    for layer, count in enumerate(counts):
        for i in range(count):
            seen = first[layer] <= i <= last[layer]
            place = x_of(layer, i), rows[layer]
            if layer:
                d.unit(*place, r=8, level=3 if seen else 1)
            else:
                d.box(*place, w=UNIT - 3, h=UNIT - 3, hue="blue", level=3 if seen else 1, corner=1)
    for layer, (name, _, _) in enumerate(LAYERS, 1):
        d.note(
            346, rows[layer] + STEP / 2 - 2, f"{name}:\na unit sees {fields[layer]} pixels", anchor="end", colour="ink"
        )
    d.brace(
        (x_of(0, 0) - 9, rows[0] + 15), (x_of(0, last[0]) + 9, rows[0] + 15), f"receptive field: {fields[3]} pixels"
    )
    return d
