"""The two players of a GAN, and whose weights move when."""

from itertools import pairwise

from tools.drawings import Drawing


def draw() -> Drawing:
    d = Drawing(
        "The two players of a GAN",
        """Above, the discriminator's move: the generator G turns noise z into images, the discriminator D sees
        these and real images and says how likely each is real. The loss compares that with the truth, and its
        gradient, dashed, moves the weights of D only. Below, the generator's move: noise goes through G and D,
        and the loss asks that D says real. The gradient comes back through D, whose weights stay, and moves the
        weights of G only.""",
        height=392,
    )

    def row(y: float, moves: str) -> None:
        noise = d.box(36, y, "$z$", w=36, hue="grey", dashed=True)
        generator = d.operation(110, y, "$G$", w=56, h=40, hue="orange", level=3 if moves == "G" else 1)
        drawn = d.tensor(184, y, "drawn", w=54)
        discriminator = d.operation(256, y, "$D$", w=56, h=40, hue="orange", level=3 if moves == "D" else 1)
        loss = d.target(328, y, "loss", w=46)
        chain = [noise, generator, drawn, discriminator, loss]
        for i, (a, b) in enumerate(pairwise(chain)):
            d.arrow((a.right[0], y - 6), (b.left[0], y - 6))
            if i == 3 or (moves == "G" and i > 0):
                d.arrow((b.left[0], y + 7), (a.right[0], y + 7), style="gradient")
        if moves == "D":
            real = d.tensor(184, y - 56, "real", w=54, level=3)
            d.arrow(real, discriminator, (256, y - 56))

    d.heading(16, 22, "the discriminator's move", anchor="start")
    row(122, "D")
    d.note(180, 172, "real: 1, drawn: 0; only $D$ learns")
    d.line((16, 202), (344, 202), colour="rule", width=1)
    d.heading(16, 226, "the generator's move", anchor="start")
    row(282, "G")
    d.note(180, 332, "drawn: 1; only $G$ learns")
    d.legend(84, 368, {"orange-3": "weights move", "orange-1": "weights stay"})
    return d
