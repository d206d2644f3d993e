"""A variational autoencoder: encoder, draw, decoder, and its loss."""

from tools.drawings import Drawing


def draw() -> Drawing:
    d = Drawing(
        "A variational autoencoder",
        """From top to bottom. The image x goes into the encoder, which gives a mean and a standard deviation: a
        bell curve in the latent space. Noise epsilon, drawn from the standard bell curve, is multiplied by the
        deviation and added to the mean; the sum is the latent code z. The decoder turns z into a
        reconstruction. Two terms make the loss: how far the encoder's curve lies from the standard one, and how
        well the reconstruction fits the image. The gradient, dashed, comes back through sum and product to the
        encoder; the noise needs none.""",
        height=468,
    )
    x, mean, deviation = 132, 92, 172
    image = d.tensor(x, 34, "image $x$", w=92, h=32)
    encoder = d.operation(x, 92, "encoder $q(z | x)$", w=128, h=30, hue="orange")
    mu = d.tensor(mean, 152, "$μ$", w=46)
    sigma = d.tensor(deviation, 152, "$σ$", w=46)
    times, plus = d.pointwise(deviation, 212, "×"), d.pointwise(mean, 262, "+")
    noise = d.box(262, 212, "noise $ε$", hue="grey", w=78, dashed=True)
    code = d.tensor(mean, 312, "code $z$", w=78, level=3)
    decoder = d.operation(mean, 368, "decoder $p(x | z)$", w=128, h=30, hue="orange")
    result = d.tensor(mean, 428, "reconstruction", w=116, h=32)
    kl = d.target(276, 152, "$\\t{KL}(q ‖ p(z))$", w=108, h=30)
    fit = d.target(298, 428, "$−\\t{ln} p(x | z)$", w=100, h=32)
    d.arrow(image, encoder)
    d.arrow(encoder, mu)
    d.arrow(encoder, sigma)
    d.arrow(sigma, times)
    d.arrow(noise, times)
    d.arrow(mu, plus)
    d.arrow(times, plus, (deviation, 262))
    d.arrow(plus, code)
    d.arrow(code, decoder)
    d.arrow(decoder, result)
    d.frame(60, 132, 204, 172)
    d.arrow((204, 152), kl)
    d.arrow(result, fit)
    d.arrow(image, (342, 412), (342, 34))
    d.note(262, 236, "drawn from $p(z)$")
    d.arrow((16, 428), (16, 92), style="gradient", width=2)
    return d
