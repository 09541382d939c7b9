#!/usr/bin/env bash
# Prints speed, memory, processor time and size against a named baseline of the same
# run: an upload against curl, many posts against the bare client, clips against bare
# ffmpeg and ffprobe, the window against an empty one. A quick run, whose figures count for nothing:
#   BENCH_UPLOAD_BYTES=500000000 BENCH_POSTS=200 BENCH_CLIP_SECONDS=5 BENCH_CLIPS=40 build/bench.sh
# One part alone, of upload, posts, queue, media and window: BENCH_PARTS=media build/bench.sh
# BENCH_POST_BYTES is the size of the many posts, BENCH_PROFILE a folder for processor
# profiles. The figures are fair on an idle machine only.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v curl >/dev/null || { echo "bench: install curl, which the upload is measured against" >&2; exit 1; }
program=$(mktemp)
empty=$(mktemp)
trap 'rm -f "$program" "$empty"' EXIT
CGO_ENABLED=0 go build -o "$program" ./build/bench # as the plain binary is built
if [[ " ${BENCH_PARTS:-window} " != *" window "* ]]; then
  "$program"
  exit
fi
# The window's baseline is built as the desktop app is (see Makefile), and both need a display.
CGO_ENABLED=1 go build -trimpath -ldflags "-s -w" -tags desktop,production,webkit2_41 -o "$empty" ./build/bench/emptywindow
export BENCH_APP=${BENCH_APP:-build/bin/cuedrop} BENCH_EMPTY_WINDOW=$empty
[[ -x $BENCH_APP ]] || { echo "bench: build the desktop app first: make desktop" >&2; exit 1; }
build/headless.sh "$program"
