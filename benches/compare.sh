#!/usr/bin/env bash
# krav beside the engines that a package registry can install: compare.sh KRAV [ROWS] [ROUNDS]
#
# Makes the registry, checks that every answer is the oracle's (up to 100 000 rows; above, that they are each other's),
# and runs the peers in turn, round after round. What is printed are medians, and medians of the ratios to krav of the
# same round. Everything is put into KRAV_BENCH (otherwise a folder of the temporary directory). Needs python3 with venv.
set -eu
krav=$1 rows=${2:-100000} rounds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
home=${KRAV_BENCH:-${TMPDIR:-/tmp}/krav-bench}
data=$home/data/$rows
python=$home/venv/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$home/venv"
  "$home/venv/bin/pip" install -q numpy pyarrow duckdb polars
fi
[ -f "$data/tiltak.csv" ] || "$python" "$here/peers/gen.py" "$rows" "$data"
exec "$python" "$here/peers/rounds.py" "$krav" "$data" "$rows" "$rounds" "$here"
