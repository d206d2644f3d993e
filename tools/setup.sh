#!/bin/sh
# Find any Python and let it run tools/setup.py, which does the rest: what `make` calls before anything else.
# Usage: tools/setup.sh [PYTHON]      Exit status 1 and one sentence when it can't.
set -u
for candidate in python3 python3.13 python3.12 python3.11 python ${1:+"$1"}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
        exec "$candidate" "$(dirname "$0")/setup.py" "$@"
    fi
done
echo "No Python was found that this course can use: install Python 3.11, 3.12 or 3.13, or name one with 'make PYTHON=/path/to/python'." >&2
exit 1
