#!/bin/sh
# Makes .venv with the hash-locked requirements and the front end; safe to run again (a stamp says when nothing changed).
set -eu
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import sys, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        if [ -n "$candidate" ] && usable "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "Evenhand needs Python 3.11, 3.12 or 3.13; set PYTHON=/path/to/one" >&2
    exit 1
}

stamp=.tools/ready
wanted="$(cat requirements/all.lock pyproject.toml | cksum)"
if [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi

python="$(find_python)"
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
# Debian's python3 may come without pip; ensurepip or the python3-pip package brings it.
if ! "$python" -m pip --version >/dev/null 2>&1; then tools/system.sh python3-pip python3-venv; fi
if [ ! -x .tools/uv/bin/uv ]; then
    "$python" -m pip install -q --disable-pip-version-check --no-warn-script-location --root-user-action ignore \
        --target .tools/uv uv==0.13.8
fi
uv=.tools/uv/bin/uv
[ -x .venv/bin/python ] || $uv venv -q --no-project --python "$python" .venv
# What is not in the list is taken out, Apache Spark too: whoever needs it installs it again.
rm -f .tools/spark
# Bytecode is compiled here, once: where writing it later is switched off, every start would pay for it again.
$uv pip sync -q --compile-bytecode --python .venv/bin/python --require-hashes requirements/all.lock
$uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
echo "$wanted" > "$stamp"
