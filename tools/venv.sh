#!/usr/bin/env bash
# Makes .venv and installs this project into it, with the versions of requirements.lock.
#   tools/venv.sh [EXTRA,EXTRA...]
# The stamp .venv/.installed[-EXTRAS] is newer than pyproject.toml and the lock when nothing is to be done (see Makefile).
# PYTHON names the interpreter to use instead of the one that is found.
set -euo pipefail
cd "$(dirname "$0")/.."

extras=${1:-}
stamp=.venv/.installed${extras:+-$extras}

usable() { # is $1 a Python 3.11 or newer that can make a virtual environment?
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3; do
        if usable "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    echo "No Python 3.11 or newer with venv was found. Install one (Debian: apt-get install python3-venv)" \
        "or name it: make PYTHON=/path/to/python3.11 ..." >&2
    return 1
}

# What pip does, as one changing line on a terminal and as a line for every 25 packages elsewhere.
show_progress() {
    local terminal=0
    if [ -t 1 ]; then terminal=1; fi
    awk -v terminal="$terminal" '
        function show(text) {
            if (terminal) { printf "\r\033[K  %s", substr(text, 1, 76); fflush() }
        }
        /^Collecting /            { n++; show(n " packages: " $2)
                                    if (!terminal && n % 25 == 0) { print "  " n " packages found"; fflush() } }
        /^ *Downloading .*\(.*MB\)/ { show($0) }
        /^Building wheels/        { show("building") }
        /^Installing collected/   { show("installing"); if (!terminal) { print "  installing " n + 0 " packages"; fflush() } }
        END                       { if (terminal) printf "\r\033[K" }'
}

# pip warns about every find-links folder of the machine that does not exist; that is nobody's problem here.
drop_noise() {
    grep --line-buffered -v "^WARNING: Location '.*' is ignored" >&2 || true
}

# A venv that was interrupted while it was made, or whose Python has gone, is made again.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "Installing Python packages${extras:+ for $extras} (the first time this downloads them)"
install() { # Python compiles a module when it is first used; most of the 7,000 here never are
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off --no-compile \
        --constraint requirements.lock --editable ".${extras:+[$extras]}"
}
{ install 2>&1 >&3 | drop_noise; } 3>&1 | show_progress || {
    echo "The Python packages could not be installed from the Python package registry; the reason is above. Check the" \
        "network, the proxy and the index in your pip configuration (\`pip config list\`), then run the same command" \
        "again: .venv and what was downloaded are kept." >&2
    exit 1
}
touch "$stamp"
