"""The digit reader of chapter 05, layer by layer, with shapes and parameters."""

from tools.drawings import Drawing
from tools.drawings.networks import Layer, column

K = 3


def draw() -> Drawing:
    layers, side, channels, total = [Layer("image", 28, 1, ("",))], 28, 1, 0
    for name, units in (("convolution", 32), ("pooling", 0), ("convolution", 64), ("pooling", 0), ("convolution", 64)):
        if units:
            parameters = K * K * channels * units + units
            side, channels = side - K + 1, units
        else:
            parameters, side = 0, side // 2
        total += parameters
        layers.append(Layer(name, side, channels, (f"{parameters:,}",)))
    features = side * side * channels
    layers.append(Layer("flatten", 1, features, ("0",)))
    for name, units in (("dense", 64), ("dense, softmax", 10)):
        layers.append(Layer(name, 1, units, (f"{features * units + units:,}",)))
        total += features * units + units
        features = units
    shapes = ", ".join(layer.shape for layer in layers)
    d = Drawing(
        "The digit reader, layer by layer",
        f"""A column of layers from the image to ten probabilities, each drawn as a block as large as its
        output: {shapes}. The blocks become smaller and deeper. Beside each layer stands its number of
        parameters; pooling and flattening have none. Together there are {total:,}.""",
        height=0,
    )
    end = column(d, 20, layers, [(300, "parameters")])
    d.text(300, end + 14, f"{total:,}", bold=True)
    d.height = end + 34
    return d
