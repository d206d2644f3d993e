"""Style transfer: where the two losses come from."""

from tools.drawings import Drawing


def draw() -> Drawing:
    d = Drawing(
        "The two losses of style transfer",
        """Three images, the photograph, the generated image and the painting, go through the same frozen
        network. A deep layer's features of the photograph and of the generated image are compared: the content
        loss. From several layers' features of the generated image and of the painting Gram matrices are
        computed and compared: the style loss. The weighted sum of both is the loss. Its gradient, dashed, comes
        back through the network and changes the pixels of the generated image, nothing else.""",
        height=420,
    )
    network = d.operation(180, 318, "the same frozen network", w=328, h=32)
    for x, words, level in ((60, "photograph", 1), (180, "generated", 4), (300, "painting", 1)):
        image = d.tensor(x, 386, words, w=88, h=40, level=level)
        d.arrow(image, (x, network.bottom[1]))
    content = d.target(98, 118, "content loss", w=104, h=30)
    style = d.target(262, 118, "style loss", w=104, h=30)
    loss = d.target(180, 36, "weighted sum", w=112, h=30)
    for x in (60, 136):
        deep = d.tensor(x, 250, "deep\nlayer", w=56, size=12)
        d.arrow((x, network.top[1]), deep)
        d.arrow(deep, content)
    for x in (224, 300):
        several = d.tensor(x, 250, "several\nlayers", w=60, size=12)
        gram = d.operation(x, 186, "Gram", w=60, h=26)
        d.arrow((x, network.top[1]), several)
        d.arrow(several, gram)
        d.arrow(gram, style)
    d.arrow(content, loss)
    d.arrow(style, loss)
    d.arrow((180, 52), (180, 301), style="gradient", width=2)
    d.arrow((192, 335), (192, 365), style="gradient", width=2)
    return d
