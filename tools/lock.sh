#!/usr/bin/env bash
# Writes requirements.lock anew: the newest versions that pyproject.toml allows, from a clean environment.
# Run it with Python 3.11 (the oldest one supported), after any change of the dependencies; then run the tests and commit it.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3.11}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
    echo "The lock is made with Python 3.11: name one with make lock PYTHON=/path/to/python3.11" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Resolving in a clean environment (a minute or two)"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -q --disable-pip-version-check --no-input ".[dev,parquet,postgres,report,service]" \
    2> >(grep -v "^WARNING: Location '.*' is ignored" >&2)
{
    cat <<'HEADER'
# Every dependency, direct and transitive, extras included, as resolved for Python 3.11 on Linux x86_64.
# Written by `make lock`; used as pip constraints by `make setup`. Do not edit.
# No hashes: an index may serve rebuilt or repackaged files of the same version, and pip's hash mode would then refuse
# them all. What decides proofs, the Lean package, is pinned by content in orchestrator/lean/embedded/packages.py.
HEADER
    "$work/venv/bin/python" -m pip freeze --exclude lean-orchestrator
} > "$work/requirements.lock"
mv "$work/requirements.lock" requirements.lock
echo "requirements.lock: $(grep -c == requirements.lock) packages"
