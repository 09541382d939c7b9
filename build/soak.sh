#!/usr/bin/env bash
# Kills the publisher at random while TikTok misbehaves, and counts what arrived.
# CUEDROP_SOAK sets how many posts (default 300; 10,000 before a release).
set -euo pipefail
cd "$(dirname "$0")/.."
CUEDROP_SOAK=${CUEDROP_SOAK:-300} go test -count=1 -timeout 24h -run TestSoakRandomKills -v ./internal/engine
