"""``python -m tools.live data|pictures|speed``."""

import argparse

from tools.live import data, pictures, speed


def main(argv: list[str] | None = None) -> None:
    """Write the data that scikit-learn gives, take the static pictures anew, or print how fast the figures are."""
    parser = argparse.ArgumentParser(prog="python -m tools.live", description=main.__doc__)
    parser.add_argument("what", choices=["data", "pictures", "speed"])
    {"data": data.write, "pictures": pictures.take, "speed": speed.measure}[parser.parse_args(argv).what]()


if __name__ == "__main__":
    main()
