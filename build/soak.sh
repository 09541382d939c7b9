#!/usr/bin/env bash
# Kills the publisher at random while TikTok misbehaves, and counts what arrived; then
# runs every fuzz target for a while.
# CUEDROP_SOAK sets how many posts (default 300; 10,000 before a release), FUZZ_TIME how
# long each target runs (default 60s). What a target finds is in its package's
# testdata/fuzz then: mend it and commit the input.
set -euo pipefail
cd "$(dirname "$0")/.."
CUEDROP_SOAK=${CUEDROP_SOAK:-300} go test -count=1 -timeout 24h -run TestSoakRandomKills -v ./internal/engine

# Names and packages as the tests themselves list them: "Fuzz…" lines, then "ok PACKAGE".
targets=$(go test -list '^Fuzz' ./internal/... ./app/... | awk '
	/^Fuzz/ { names[++n] = $1 }
	$1 == "ok" { for (i = 1; i <= n; i++) print names[i], $2; n = 0 }')
[[ -n $targets ]] || { echo "soak: no fuzz target was found" >&2; exit 1; }
failed=()
while read -r name package; do
	printf '\n== %s in %s\n' "$name" "$package"
	# Minimizing what is merely interesting may otherwise take the whole time.
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ_TIME:-60s}" -fuzzminimizetime 10x "$package" </dev/null || failed+=("$name in $package")
done <<<"$targets"
if ((${#failed[@]})); then
	printf 'soak: failed: %s\n' "${failed[@]}" >&2
	exit 1
fi
