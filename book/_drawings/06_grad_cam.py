"""Grad-CAM: a class score's gradient weighs the last feature maps."""

import numpy as np

from tools.drawings import Drawing, minus

maps = np.array(
    [
        [[0, 1, 0, 0], [1, 4, 3, 0], [0, 3, 4, 1], [0, 0, 1, 0]],
        [[3, 3, 1, 0], [2, 1, 0, 0], [0, 0, 1, 2], [0, 1, 3, 3]],
    ],
    float,
)
gradients = np.array([np.full((4, 4), 0.5), np.full((4, 4), -0.25)])
weights = gradients.mean(axis=(1, 2))
heat = np.maximum(0, np.tensordot(weights, maps, 1))


def draw() -> Drawing:
    d = Drawing(
        "Grad-CAM",
        f"""Forward, along the top: the image goes through the convolutions, which end in feature maps, two of
        which are drawn, and through the head to the score of a class, dog. Backward, dashed: the gradient of
        the score with respect to each feature map; its mean over all positions is the weight of the map,
        {weights[0]:g} and {minus(f"{weights[1]:g}")}. Below, the weighted sum of the maps, with negative values
        set to 0, is the heat map: it is warm where the image speaks for dog.""",
        height=314,
    )
    picture = d.tensor(44, 84, "image", w=56, h=56)
    body = d.operation(128, 84, "convo-\nlutions", w=64, h=46, hue="orange")
    head = d.operation(292, 84, "head", w=46, h=30, hue="orange")
    score = d.target(292, 26, "dog", w=46)
    d.arrow(picture, body)
    grids = []
    for y, values in zip((46, 122), maps, strict=True):
        grid = d.cells(212, y, np.full((4, 4), ""), cell=15, shades=values / 4)
        grids.append(grid)
        d.arrow(body, (grid.left[0] - 2, y))
        side = -1 if y < 84 else 1
        d.arrow((grid.right[0] + 2, y + 6 * side), head.at(-0.8, side))
        d.arrow(head.at(-1, 0.4 * side), (grid.right[0] + 2, y - 14 * side), style="gradient")
    d.arrow(head.at(0.45, -1), score.at(0.45, 1))
    d.arrow(score.at(-0.1, 1), head.at(-0.1, -1), style="gradient")
    d.text(180, 182, "$α_k$: mean gradient of feature map $k$", colour="vermilion-word")
    y = 244
    for x, weight, values in zip((80, 206), weights, maps, strict=True):
        d.cells(x, y, np.full((4, 4), ""), cell=15, shades=values / 4)
        d.text(x - 36, y, f"{minus(f'{weight:g}')} ·", anchor="end")
    d.cells(314, y, np.full((4, 4), ""), cell=17, hue="vermilion", shades=heat / heat.max())
    d.arrow((242, y), (274, y))
    d.note(258, y - 14, "ReLU")
    d.note(314, y + 50, "heat map")
    return d
