#!/usr/bin/env bash
# Prints speed, memory, processor time and size against a named baseline of the same
# run: an upload against curl, many posts against the bare client, clips against bare
# ffmpeg and ffprobe. A quick run, whose figures count for nothing:
#   BENCH_UPLOAD_BYTES=500000000 BENCH_POSTS=200 BENCH_CLIP_SECONDS=5 BENCH_CLIPS=40 build/bench.sh
# One part alone, of upload, posts, queue and media: BENCH_PARTS=media build/bench.sh
# BENCH_POST_BYTES is the size of the many posts, BENCH_PROFILE a folder for processor
# profiles. The figures are fair on an idle machine only.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v curl >/dev/null || { echo "bench: install curl, which the upload is measured against" >&2; exit 1; }
program=$(mktemp)
trap 'rm -f "$program"' EXIT
CGO_ENABLED=0 go build -o "$program" ./build/bench # as the plain binary is built
"$program"
