#!/usr/bin/env bash
# krav beside other engines, and beside its rules written by hand: compare.sh KRAV [ROWS] [ROUNDS] [NAME…]
#
# Makes the registry, checks that every answer is the oracle's (up to 100 000 rows; above, that they are each other's),
# and runs krav and the others in turn, round after round, in another order each: all, or those whose name begins so.
# What is printed are medians, and medians of the ratios to krav's counts of the same round; the ratios that the project
# has goals for stand below. Everything is put into KRAV_BENCH (otherwise a folder of the temporary directory). Needs
# python3 with venv, and cargo. Up to 10 000 rows regorus is built too (minutes, the first time), and OPA's engine is
# fetched where there is a Python for it (3.12 or later; Linux on x86-64).
set -eu
krav=$1 rows=${2:-100000} rounds=${3:-5}
shift $(($# < 3 ? $# : 3))
here=$(cd "$(dirname "$0")" && pwd)
home=${KRAV_BENCH:-${TMPDIR:-/tmp}/krav-bench}
data=$home/data/$rows
python=$home/venv/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$home/venv"
  "$home/venv/bin/pip" install -q numpy==2.4.6 pyarrow==26.0.1 duckdb==2.0.0 polars==2.1.0
fi
compile() { cargo build --quiet --release --locked --manifest-path "$here/peers/rust/Cargo.toml" --target-dir "$home/peers" "$@"; }
compile
more=(--parquet)
if [ "$rows" -le 10000 ]; then
  compile --features rego
  more+=(--ndjson)
  opa=$home/opa
  if [ ! -d "$opa/opa_bindings" ] && [ "$(uname -sm)" = "Linux x86_64" ]; then
    mkdir -p "$opa"
    # The wheel asks for Python 3.14; its two files also run on 3.12.
    "$home/venv/bin/pip" download -q --no-deps -d "$opa" --python-version 3.14 --only-binary=:all: \
      --platform manylinux_2_34_x86_64 opa-golib-python-bindings==0.4.4 && "$python" -m zipfile -e "$opa"/*.whl "$opa"
  fi
fi
if [ ! -f "$data/tiltak.parquet" ] || { [ "$rows" -le 10000 ] && [ ! -f "$data/tiltak.ndjson" ]; }; then
  "$python" "$here/peers/gen.py" "$rows" "$data" "${more[@]}"
fi
exec "$python" "$here/peers/rounds.py" "$krav" "$data" "$rows" "$rounds" "$here" "$home" "$@"
