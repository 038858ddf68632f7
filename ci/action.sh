#!/usr/bin/env bash
# The steps of action.yml. What a workflow gives comes as environment variables, never as text of a script.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"

# Where krav is installed, and a hash of what it is built from.
source_of() {
  local hash
  hash="$(cd "$here" && find Cargo.toml Cargo.lock build.rs benches/layout.ld src grammar docs/codes -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)"
  { echo "root=${RUNNER_TEMP:?}/krav"; echo "hash=$hash"; } >>"${GITHUB_OUTPUT:?}"
}

install() {
  cargo install --quiet --locked --path "$here" --root "${KRAV_ROOT:?}"
}

check() {
  local arguments=(check --format github --lang "${KRAV_LANG:-en}") line status=0 summary
  summary="$(mktemp)"
  if [ -n "${KRAV_AS_OF:-}" ]; then arguments+=(--as-of "$KRAV_AS_OF"); fi
  if [ -n "${KRAV_SARIF:-}" ]; then arguments+=(--output "sarif-github=$KRAV_SARIF"); fi
  arguments+=(--output "markdown=$summary")
  while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<<"${KRAV_ARGUMENTS:-}"
  arguments+=(--)
  while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<<"${KRAV_PATHS:-.}"
  "${KRAV_ROOT:?}/bin/krav" "${arguments[@]}" || status=$?
  # The summary of a step is added to, and may hold what others wrote.
  cat "$summary" >>"${GITHUB_STEP_SUMMARY:?}"
  rm -f "$summary"
  echo "exit-code=$status" >>"${GITHUB_OUTPUT:?}"
  return "$status"
}

case "${1:-}" in
  source) source_of ;;
  install) install ;;
  check) check ;;
  *) echo "source, install or check" >&2; exit 2 ;;
esac
