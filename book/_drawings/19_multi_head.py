"""Multi-head attention with the shapes of a small layer."""

from tools.drawings import Drawing

D, HEADS = 8, 2
DK = D // HEADS


def draw() -> Drawing:
    d = Drawing(
        "Multi-head attention",
        f"""From bottom to top. The input, T tokens of {D} features, is multiplied by three weight matrices of
        {D} by {D}, which gives queries, keys and values. Each is cut into {HEADS} parts of {DK} features, one
        for each head. Each head computes scaled dot-product attention with its own parts. The heads' outputs, T
        by {DK}, are joined to T by {D} again and multiplied by a fourth weight matrix.""",
        height=436,
    )
    x = d.tensor(186, 412, f"input $T × {D}$", w=110)
    heads = [d.operation(cx, 190, "attention", w=126, h=34) for cx in (100, 272)]
    hues = ("blue", "sky")
    for i, name in enumerate("QKV"):
        cx = 72 + 114 * i
        weight = d.weight(cx, 352, f"$W_{name}$: ${D}×{D}$", w=84)
        d.arrow(x, weight.bottom, *[(186, 384), (cx, 384)] * (i != 1))
        parts = [d.cells(cx - 42 + 84 * (k + 0.5) / 2, 294, [[""] * 4], cell=(10.5, 20), hue=hues[k]) for k in range(2)]
        d.arrow(weight, (cx, 304))
        d.text(cx - 54, 294, f"${name}$")
        for k, part in enumerate(parts):
            target = (heads[k].x - 40 + 40 * i, 207)
            d.arrow(part.top, target, colour=f"{hues[k]}-line")
    joined = [
        d.cells(186 - 21 + 42 * k, 124, [[""] * 4], cell=(10.5, 20), hue=hues[k], shades=[[0.6] * 4]) for k in range(2)
    ]
    for k, head in enumerate(heads):
        d.arrow(head, joined[k].bottom, colour=f"{hues[k]}-line")
        d.note(head.x - 58 if k == 0 else head.x + 58, 156, f"head {k + 1}", anchor="start" if k == 0 else "end")
    out = d.weight(186, 78, f"$W_O$: ${D}×{D}$", w=84)
    d.arrow((186, 114), out)
    d.note(238, 124, f"joined: $T × {D}$", anchor="start")
    y = d.tensor(186, 28, f"output $T × {D}$", w=120)
    d.arrow(out, y)
    return d
