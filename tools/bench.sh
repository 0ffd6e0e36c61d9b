#!/bin/sh
# Makes .tools/bench/venv with the peers of the detection benchmark, hash-locked and apart from what Evenhand runs with.
# Safe to run again (a stamp says when nothing changed). Comes after tools/bootstrap.sh.
set -eu
cd "$(dirname "$0")/.."

home=.tools/bench
wanted="$(cksum < requirements/bench.lock)"
if [ -x $home/venv/bin/python ] && [ -f $home/ready ] && [ "$(cat $home/ready)" = "$wanted" ]; then exit 0; fi

echo "Installing the peers of the benchmark into $home/venv (about 1 GB)"
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
uv=.tools/uv/bin/uv
[ -x $home/venv/bin/python ] || $uv venv -q --no-project --python .venv/bin/python $home/venv
$uv pip sync -q --compile-bytecode --python $home/venv/bin/python --require-hashes requirements/bench.lock
echo "$wanted" > $home/ready
