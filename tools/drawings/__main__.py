"""Draw again what has changed: ``python -m tools.drawings [NAME ...]``."""

import argparse
import sys

from tools.drawings import sources


def main(argv: list[str] | None = None) -> int:
    """Write the SVG of the named drawings, or of all, and remove those whose source is gone."""
    parser = argparse.ArgumentParser(prog="python -m tools.drawings", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="for example 01_neuron; without one, all are drawn")
    args = parser.parse_args(argv)
    for name in args.names or sources.names():
        try:
            svg = sources.render(name)
        except ValueError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
        path = sources.stored(name)
        if not path.exists() or path.read_text(encoding="utf-8") != svg:
            path.write_text(svg, encoding="utf-8", newline="\n")
            print(f"drawn: {name} ({len(svg) / 1000:.0f} kB)")
    for path in set(sources.STORED.glob("*.svg")) - {sources.stored(name) for name in sources.names()}:
        path.unlink()
        print(f"removed: {path.stem}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
