"""Prior, true posterior, and the encoder's best bell curve, on a grid of latent codes."""

from itertools import product

import numpy as np

from tools.drawings import Drawing

SIDE, CELLS, CELL, X, NOISE = 2.6, 17, 6.4, 1.6, 0.35
axis = np.linspace(-SIDE, SIDE, CELLS)
z1, z2 = np.meshgrid(axis, -axis)


def bell(mean: tuple[float, float], deviation: tuple[float, float]) -> np.ndarray:
    q = np.exp(-(((z1 - mean[0]) / deviation[0]) ** 2 + ((z2 - mean[1]) / deviation[1]) ** 2) / 2)
    return q / q.sum()


prior = bell((0, 0), (1, 1))
posterior = prior * np.exp(
    -((X - (0.9 * z1**2 + z2)) ** 2) / (2 * NOISE**2)
)  # the decoder says x = 0.9 z₁² + z₂, and noise
posterior /= posterior.sum()


def divergence(q: np.ndarray) -> float:
    return float(np.sum(q * (np.log(q + 1e-300) - np.log(posterior + 1e-300))))


means, deviations = np.linspace(-1.5, 2, 15), np.linspace(0.25, 1.25, 11)
choices = [((a, b), (s, t)) for a, b, s, t in product(means, means, deviations, deviations)]
best = min((bell(*choice) for choice in choices), key=divergence)


def draw() -> Drawing:
    d = Drawing(
        "Prior, posterior, and the encoder's approximation",
        f"""Three maps of a latent plane of two numbers, fuller where a code is more probable. The prior: a
        round spot in the middle. The true posterior, once an image is known: a bent band, the codes from which
        the decoder makes this image. The encoder's bell curve with axes along the two numbers, the best there
        is: it covers a part of the band and can't bend. Its divergence from the posterior is
        {divergence(best):.2f} nats.""",
        height=222,
    )
    maps = (
        (64, "prior", "$p(z)$", prior, "grey"),
        (180, "posterior", "$p(z | x)$", posterior, "blue"),
        (296, "encoder", "$q(z | x)$", best, "orange"),
    )
    for x, name, formula, density, hue in maps:
        d.heading(x, 20, name)
        d.text(x, 42, formula)
        shades = (density / density.max()) ** 0.7
        d.outline(
            d.cells(x, 118, np.full(density.shape, ""), cell=CELL, hue=hue, shades=shades, stroke="none"),
            dash="",
            corner=2,
        )
    d.text(180, 202, f"$\\t{{KL}}(q ‖ p(z | x)) = {divergence(best):.2f}$ nats")
    return d
