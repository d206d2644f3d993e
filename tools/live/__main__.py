"""``python -m tools.live data|pictures``."""

import argparse

from tools.live import data, pictures


def main(argv: list[str] | None = None) -> None:
    """Write the data that scikit-learn gives, or take the static pictures anew."""
    parser = argparse.ArgumentParser(prog="python -m tools.live", description=main.__doc__)
    parser.add_argument("what", choices=["data", "pictures"])
    {"data": data.write, "pictures": pictures.take}[parser.parse_args(argv).what]()


if __name__ == "__main__":
    main()
