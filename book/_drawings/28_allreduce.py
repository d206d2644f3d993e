"""Ring all-reduce, step by step: of how many devices' gradients each piece is the sum."""

import numpy as np

from tools.drawings import Drawing

N = 4


def steps() -> list[tuple[np.ndarray, set[tuple[int, int]]]]:
    """Return what each device (row) holds of each piece (column) after each step, and what has just arrived."""
    held = np.ones((N, N), int)
    history: list = [(held.copy(), set())]
    for step in range(2 * (N - 1)):
        adds = step < N - 1
        sent = [(device, (device - step + (not adds) * N) % N) for device in range(N)]
        values = [held[place] for place in sent]
        arrived = {((device + 1) % N, piece) for device, piece in sent}
        for (device, piece), value in zip(sent, values, strict=True):
            to = (device + 1) % N, piece
            held[to] = held[to] + value if adds else value
        history.append((held.copy(), arrived))
    return history


def draw() -> Drawing:
    history = steps()
    d = Drawing(
        "Ring all-reduce",
        f"""{N} devices in a ring, each with its gradient cut into {N} pieces. Tables show the devices in rows
        and the pieces in columns, with the number of gradients that are summed in each piece; what has just
        arrived is framed. In the first {N - 1} steps each device sends one piece to the next, which adds it;
        after that every device holds one piece that is complete. In {N - 1} more steps the complete pieces go
        round and are copied. In all, each device sends {2 * (N - 1)} pieces of a quarter of the gradient.""",
        height=344,
    )
    devices = [d.unit(54 + 84 * k, 30, str(k + 1), r=14, hue="grey") for k in range(N)]
    for before, after in zip(devices, devices[1:] + devices[:1], strict=True):
        via = [(devices[-1].x, 62), (devices[0].x, 62)] if after is devices[0] else []
        d.arrow(before, after, *via)
    d.heading(16, 88, "add what arrives", anchor="start")
    d.heading(16, 222, "copy what arrives", anchor="start")
    for k, (held, arrived) in enumerate(history):
        x, y = (56 + 83 * k, 144) if k < N else (56 + 83 * (k - N), 278)
        hue = lambda i, j, h=held: "green" if h[i, j] == N else "blue"  # noqa: E731
        grid = d.cells(x, y, held, cell=17, hue=hue, shades=held / 6, stroke="rule")
        for place in arrived:
            d.outline(grid.block(*place), margin=-1, colour="vermilion-line", width=2, dash="", corner=1)
        d.note(x, y + 48, f"step {k}" if k else "start")
    d.note(308, 278, "row: device\ncolumn: piece\ngreen: full sum")
    return d
