#!/usr/bin/env bash
# Proves before a release what the tests prove in short, then fuzzes: kills the real
# program at random while TikTok misbehaves, loses power, lets the network misbehave for a
# day, starts two programs on one workspace, strikes every two effects of a publish, and
# runs every fuzz target for a while. Each part prints what it counted.
#
#   CUEDROP_SOAK_KILLS      10000  kills of the real program
#   CUEDROP_SOAK_LOSSES     5000   losses of power
#   CUEDROP_SOAK_HOURS      24     hours of network chaos, by a clock that goes 240 times as fast
#   CUEDROP_SOAK_PUBLISHES  2000   posts in that time
#   CUEDROP_SOAK_POSTS      1000   posts of two programs with eight workers
#   CUEDROP_SWEEP_PAIRS     all    "some" draws pairs of blows at random
#   FUZZ_TIME               60s    for each fuzz target
#
# What a fuzz target finds is in its package's testdata/fuzz then: mend it and commit the
# input. 0 leaves a part out.
set -euo pipefail
cd "$(dirname "$0")/.."
export CUEDROP_SOAK_KILLS=${CUEDROP_SOAK_KILLS:-10000} CUEDROP_SOAK_LOSSES=${CUEDROP_SOAK_LOSSES:-5000}
export CUEDROP_SOAK_HOURS=${CUEDROP_SOAK_HOURS:-24} CUEDROP_SOAK_PUBLISHES=${CUEDROP_SOAK_PUBLISHES:-2000}
export CUEDROP_SOAK_POSTS=${CUEDROP_SOAK_POSTS:-1000} CUEDROP_SWEEP_PAIRS=${CUEDROP_SWEEP_PAIRS:-all}
failed=()

# part COUNT TITLE PACKAGE TESTS: the tests' own lines tell the counts.
part() {
	[[ $1 != 0 ]] || return 0
	printf '\n== %s\n' "$2"
	local began=$SECONDS
	go test -count=1 -timeout 24h -run "$4" -v "$3" | awk '
		/no tests to run/ { print; none = 1 }
		/level=/ || /^=== / { next }
		{ print }
		END { exit none }' || failed+=("$2")
	printf '%s: %d s\n' "$2" $((SECONDS - began))
}

part "$CUEDROP_SOAK_KILLS" "$CUEDROP_SOAK_KILLS kills of the program" ./internal/engine '^TestRandomKillsOfTheProgram$'
part "$CUEDROP_SOAK_LOSSES" "$CUEDROP_SOAK_LOSSES losses of power" ./internal/store '^(TestNothingAckedIsLostWhenThePowerFails|TestThePowerFailsDuringAnUpgrade)$'
part "$CUEDROP_SOAK_PUBLISHES" "$CUEDROP_SOAK_HOURS hours of network chaos" ./internal/engine '^TestNetworkChaos$'
part "$CUEDROP_SOAK_POSTS" "two programs on one workspace" ./internal/engine '^TestTwoProgramsOneWorkspace$'
part "$CUEDROP_SWEEP_PAIRS" "every two blows of a publish" ./internal/publish '^(TestEveryEffectUnderEveryBlow|TestTwoBlows)$'

# Names and packages as the tests themselves list them: "Fuzz…" lines, then "ok PACKAGE".
targets=""
[[ ${FUZZ_TIME:-} == 0 ]] || targets=$(go test -list '^Fuzz' ./internal/... ./app/... | awk '
	/^Fuzz/ { names[++n] = $1 }
	$1 == "ok" { for (i = 1; i <= n; i++) print names[i], $2; n = 0 }')
[[ -n $targets || ${FUZZ_TIME:-} == 0 ]] || { echo "soak: no fuzz target was found" >&2; exit 1; }
while read -r name package; do
	[[ -n $name ]] || continue
	printf '\n== %s in %s\n' "$name" "$package"
	# Minimizing what is merely interesting may otherwise take the whole time.
	go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ_TIME:-60s}" -fuzzminimizetime 10x "$package" </dev/null || failed+=("$name in $package")
done <<<"$targets"
if ((${#failed[@]})); then
	printf 'soak: failed: %s\n' "${failed[@]}" >&2
	exit 1
fi
