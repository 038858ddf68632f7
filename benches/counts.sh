#!/usr/bin/env bash
# The bench's answer lines (`R01 pass fail unknown not_applicable`) from krav's ledger: counts.sh KRAV DIR [options…]
# MEASURES is the file of the measures, otherwise tiltak.csv.
set -u
krav=$1 dir=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
"$krav" check "$here/tiltak20.krav" --table "tiltak=$dir/${MEASURES:-tiltak.csv}" --table "virksomhet=$dir/virksomhet.csv" \
  --table "kontroll=$dir/kontroll.csv" --format ledger "$@" | awk -F'\t' '
  { id = $1 }
  id == "tiltak.tiltak_id/unique" { id = "R08" }
  id == "tiltak.komponenter/list" { id = "R14" }
  id == "tiltak.ks_dato/date" { id = "R15" }
  id ~ /^R[0-9][0-9]$/ { print id "\t" $6 "\t" $7 "\t" $10 "\t" $11 }' | sort
