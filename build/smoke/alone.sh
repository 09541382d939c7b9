#!/usr/bin/env bash
# The real window on the workspace of CUEDROP_DATA_DIR, with a clip as its argument. It is
# left alone until it has published what is due and the clip is a draft, then ended as a
# session ends it:
#
#   build/headless.sh build/smoke/alone.sh CLIP      (in a network namespace: internal/proof)
#
# What it sends meanwhile is the business of whoever started it.
set -euo pipefail
cd "$(dirname "$0")/../.."

APP=${SMOKE_APP:-build/bin/cuedrop}
PLAIN=${SMOKE_PLAIN:-bin/cuedrop}
WINDOW_SECONDS=60 # first start of WebKit on a cold, shared machine
PUBLISH_SECONDS=60
QUIET_SECONDS=5 # in which whatever the window does by itself has begun
QUIT_SECONDS=15

WORK=$(mktemp -d)
APP_PID=
cleanup() {
  [[ -z $APP_PID ]] || kill -9 "$APP_PID" 2>/dev/null || true
  rm -rf "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "alone: $*" >&2
  tail -n 25 "$WORK"/*.log >&2
  exit 1
}

# until_true SECONDS COMMAND...: polls.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# all_done: one draft, and everything else is published.
all_done() {
  "$PLAIN" post list --json 2>>"$WORK/post-list.log" |
    python3 -c 'import collections, json, sys
n = collections.Counter(p["state"] for p in json.load(sys.stdin) or [])
sys.exit(n["draft"] != 1 or n["published"] < 1 or len(n) != 2)'
}
# A process that ended but was not waited for is a zombie: gone for our purpose.
gone() { ! kill -0 "$APP_PID" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$APP_PID/status"; }

"$APP" "$1" >"$WORK/app.log" 2>&1 &
APP_PID=$!
until_true "$WINDOW_SECONDS" xdotool search --onlyvisible --name '^Cuedrop( |$)' || fail "no window after $WINDOW_SECONDS s"
until_true "$PUBLISH_SECONDS" all_done || fail "not everything is published, or the clip is no draft, after $PUBLISH_SECONDS s"
sleep "$QUIET_SECONDS"
gone && fail "the app ended by itself"
kill -TERM "$APP_PID"
until_true "$QUIT_SECONDS" gone || fail "still running $QUIT_SECONDS s after SIGTERM"
wait "$APP_PID" || fail "exit code $?"
APP_PID=
echo "alone: a window, a draft, posts published, a clean end"
