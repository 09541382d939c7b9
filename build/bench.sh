#!/usr/bin/env bash
# Prints speed, memory and size as ratios against a named baseline of the same run:
# the upload against curl, the full conversion against bare ffmpeg.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v curl >/dev/null || { echo "bench: install curl, which the upload is measured against" >&2; exit 1; }
go run ./build/bench
go test -run '^$' -bench 'Prepare' -benchtime 1x ./internal/media
