"""Training, validation and test set, and folds within folds."""

from tools.drawings import Drawing

FOLDS, INNER = 5, 4
LEFT, RIGHT = 84, 344


def bar(d: Drawing, y: float, shares: list[tuple[float, str, str]], h: float = 26, left: float = LEFT) -> None:
    """Draw a bar cut into parts; each has a share of the width, a hue and words."""
    x = left
    for share, hue, words in shares:
        w = share * (RIGHT - left)
        d.box(x + w / 2, y, words, hue=hue, level=3 if hue != "grey" else 1, w=w, h=h, corner=0, size=12)
        x += w


def draw() -> Drawing:
    d = Drawing(
        "Training, validation and test",
        f"""Above, one split: most examples are for training, some for validation, where choices are made, and
        some for the test, which is read once. Below, nested cross-validation: in each of {FOLDS} outer folds
        another fifth is the test set. Within the first fold, the rest is cut again into {INNER} inner folds,
        each of which is the validation set once; choices are made there, and the outer test set stays unseen.""",
        height=392,
    )
    d.heading(16, 20, "one split", anchor="start")
    bar(d, 48, [(0.6, "blue", "training"), (0.2, "orange", "validation"), (0.2, "pink", "test")], left=16)
    d.note(16 + 0.3 * 328, 76, "fit the weights")
    d.note(16 + 0.7 * 328, 76, "choose")
    d.note(16 + 0.9 * 328, 76, "read once")
    d.heading(16, 116, f"nested: {FOLDS} outer folds", anchor="start")
    for fold in range(FOLDS):
        y = 142 + 24 * fold
        d.note(LEFT - 10, y, f"fold {fold + 1}", anchor="end")
        bar(
            d,
            y,
            [(1 / FOLDS, "pink" if k == fold else "blue", "test" if k == fold else "") for k in range(FOLDS)],
            h=20,
        )
    left = LEFT + (RIGHT - LEFT) / FOLDS
    d.heading(16, 276, f"inside fold 1: {INNER} inner folds", anchor="start")
    for fold in range(INNER):
        y = 302 + 24 * fold
        bar(
            d,
            y,
            [(1 / INNER, "orange" if k == fold else "blue", "choose" if k == fold else "") for k in range(INNER)],
            20,
            left,
        )
    d.box(
        (LEFT + left) / 2,
        302 + 12 * (INNER - 1),
        "test:\nunseen",
        hue="pink",
        w=left - LEFT - 2,
        h=24 * INNER - 4,
        size=12,
    )
    return d
