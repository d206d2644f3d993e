"""An input pipeline in time: one after another, with prefetch, with parallel reading."""

from tools.drawings import Drawing

BATCHES, READ, COMPUTE = 4, 3, 2


def schedule(readers: int, ahead: bool) -> tuple[list[tuple[float, float, int]], list[tuple[float, float, int]]]:
    """Return begin, end and reader of each batch's reading, and begin and end of its step."""
    reads, works = [], []
    free, device = [0.0] * readers, 0.0
    for batch in range(BATCHES):
        reader = batch % readers
        begin = free[reader] if ahead else max(free[reader], device)
        free[reader] = begin + READ
        reads.append((begin, begin + READ, reader))
        start = max(device, begin + READ)
        device = start + COMPUTE
        works.append((start, device, 0))
    return reads, works


def draw() -> Drawing:
    plans = [
        ("one after another", schedule(1, ahead=False)),
        ("prefetch: read ahead", schedule(1, ahead=True)),
        ("prefetch, two readers", schedule(2, ahead=True)),
    ]
    totals = [works[-1][1] for _, (_, works) in plans]
    d = Drawing(
        "An input pipeline in time",
        f"""Three time lines for {BATCHES} batches; reading a batch takes {READ} units of time, a training step
        {COMPUTE}. One after another: the device waits while a batch is read, {totals[0]:g} units in all. With
        prefetch the next batch is read while the device computes, and reading decides: {totals[1]:g}. With two
        readers at once the device hardly waits: {totals[2]:g}.""",
        height=350,
    )
    unit, left, y = 13.2, 72, 20
    for (name, (reads, works)), total in zip(plans, totals, strict=True):
        d.heading(16, y, name, anchor="start")
        d.note(344, y, f"{total:g} units", anchor="end")
        rows = max(reader for *_, reader in reads) + 1
        for begin, end, reader in reads:
            d.box(
                left + unit * (begin + end) / 2,
                y + 26 + 22 * reader,
                str(reads.index((begin, end, reader)) + 1),
                w=unit * (end - begin),
                h=20,
                corner=2,
                size=12,
            )
        base = y + 26 + 22 * rows
        for i, (begin, end, _) in enumerate(works):
            d.box(
                left + unit * (begin + end) / 2,
                base,
                str(i + 1),
                hue="orange",
                level=3,
                w=unit * (end - begin),
                h=20,
                corner=2,
                size=12,
            )
        d.note(left - 8, y + 26 + 11 * (rows - 1), "read", anchor="end")
        d.note(left - 8, base, "step", anchor="end")
        y = base + 42
    d.arrow((left, y - 14), (344, y - 14), colour="muted", width=1)
    d.note(344, y + 2, "time", anchor="end")
    d.height = y + 16
    return d
