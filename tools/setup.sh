#!/bin/sh
# Make the virtual environment .venv from the lock in requirements.txt: what `make` calls before anything else.
# Usage: tools/setup.sh [PYTHON]      Exit status 1 and one sentence when it can't.
set -u
venv=.venv
log=$venv/setup.log

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

stop() { echo "$1" >&2; rm -f $venv/ready; exit 1; }

python=${1:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11 python; do
        if command -v $candidate >/dev/null 2>&1 && $candidate -c '' 2>/dev/null; then
            any=${any:-$candidate}
            if fits $candidate; then python=$candidate; break; fi
        fi
    done
    if [ -z "$python" ] && [ -z "${any:-}" ]; then
        stop "No Python was found: install Python 3.11, 3.12 or 3.13, or name one with 'make PYTHON=/path/to/python'."
    fi
    python=${python:-$any}
fi
command -v "$python" >/dev/null 2>&1 || stop "There is no Python at '$python': name one of version 3.11, 3.12 or 3.13 with 'make PYTHON=/path/to/python'."
fits "$python" || stop "'$python' is $("$python" --version 2>&1), but this course needs Python 3.11, 3.12 or 3.13: install one, or name it with 'make PYTHON=/path/to/python'."

echo "Setting up $venv with $("$python" --version 2>&1): some 2.5 GB, a few minutes."
"$python" -m venv --clear $venv >/dev/null 2>&1 ||
    stop "'$python' can't make a virtual environment: on Debian and Ubuntu, 'apt install python3-venv' adds what it lacks."
# The lock is complete, so pip need not resolve again.
$venv/bin/python -m pip install --no-deps --require-hashes -r requirements.txt >$log 2>&1 ||
    stop "The packages could not be installed: is there a network? What pip said is in $log."
$venv/bin/python -m pip install --no-deps --no-build-isolation -e . >>$log 2>&1 ||
    stop "The course's own package could not be installed; what pip said is in $log."
touch $venv/ready
