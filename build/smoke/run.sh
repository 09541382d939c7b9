#!/usr/bin/env bash
# Desktop smoke test: the real window, a real drop, a clip that plays, a clean end.
#
#   build/headless.sh build/smoke/run.sh      (what `make smoke` does)
#
# One line per check, with its time. Pictures go to build/smoke/out.
set -euo pipefail
cd "$(dirname "$0")/../.."

# What is tested, all in one place. The shipped build runs every check but the
# one that must look into the page: that takes the same code plus `devtools`.
APP=${SMOKE_APP:-build/bin/cuedrop}
DEVTOOLS_APP=${SMOKE_DEVTOOLS_APP:-build/bin/cuedrop-devtools}
PLAIN=${SMOKE_PLAIN:-bin/cuedrop}
APP_ARGS=(--sandbox)      # the window on the built-in sandbox
TITLE='^Cuedrop( |$)'     # of the app's window, as a regular expression
PLAY_SCRIPT=${SMOKE_PLAY_SCRIPT:-build/smoke/play.js}

WINDOW_SECONDS=60 # first start of WebKit on a cold, shared machine
DROP_SECONDS=30   # from the drop until the drafts are on disk
PLAY_SECONDS=45   # until a preview's currentTime advances
QUIT_SECONDS=15   # from SIGTERM to the end of the process
GESTURES=3        # tries of the mouse, only while the app has got nothing

OUT=build/smoke/out
WORK=$(mktemp -d)
DATA=$WORK/data
PIDS=()
CHECK_START=
CHECK_NAME=

now_ms() { date +%s%3N; }
begin() { CHECK_NAME=$1 CHECK_START=$(now_ms); }
passed() { printf 'ok    %-46s %6d ms  %s\n' "$CHECK_NAME" $(($(now_ms) - CHECK_START)) "${1:-}"; }

fail() {
  printf 'FAIL  %-46s %6d ms  %s\n' "$CHECK_NAME" $(($(now_ms) - CHECK_START)) "$1"
  shot failure 2>/dev/null || true
  local log
  for log in "$WORK"/*.log; do
    [[ -s $log ]] || continue
    echo "--- last lines of ${log##*/}"
    tail -n 25 "$log"
  done
  exit 1
}

cleanup() {
  local pid
  for pid in "${PIDS[@]}"; do
    kill -9 "$pid" 2>/dev/null || continue
    wait "$pid" 2>/dev/null || true # keeps bash from announcing each of them
  done
  rm -rf "$WORK"
}

# until_true SECONDS COMMAND...: polls; the last words of the command are lost on purpose.
until_true() {
  local deadline=$(($(now_ms) + $1 * 1000))
  shift
  until "$@" >/dev/null 2>&1; do
    (($(now_ms) < deadline)) || return 1
    sleep 0.1
  done
}

# shot NAME: the whole screen. ffmpeg is needed anyway; ImageMagick would not be.
shot() {
  ffmpeg -hide_banner -loglevel error -nostdin -y -f x11grab -draw_mouse 1 -i "$DISPLAY" -frames:v 1 "$OUT/$1.png"
}

# place WINDOW: where it is on the screen, as X, Y, WIDTH and HEIGHT.
place() {
  local line
  while read -r line; do
    case $line in X=* | Y=* | WIDTH=* | HEIGHT=*) printf -v "${line%%=*}" %d "${line#*=}" ;; esac
  done < <(xdotool getwindowgeometry --shell "$1")
}

# drawn: the app's client area, measured. Sets DRAWN to the figures.
drawn() {
  local X Y WIDTH HEIGHT
  place "$WINDOW"
  DRAWN=$(ffmpeg -hide_banner -loglevel error -nostdin -f x11grab -draw_mouse 0 \
    -video_size "${WIDTH}x$HEIGHT" -i "$DISPLAY+$X,$Y" -frames:v 1 -f rawvideo -pix_fmt rgb24 - |
    python3 build/smoke/picture.py)
}

make_clips() {
  local n
  CLIPS=()
  for n in 1 2; do
    # Nine by sixteen, moving, with sound: what a clip for TikTok looks like.
    # The frequency differs, so the two files cannot be taken for one.
    ffmpeg -hide_banner -loglevel error -nostdin -f lavfi -i "testsrc2=size=540x960:rate=30:duration=6" \
      -f lavfi -i "sine=frequency=$((n * 220)):duration=6" -c:v libx264 -preset ultrafast -pix_fmt yuv420p \
      -c:a aac -shortest -movflags +faststart "$WORK/clip $n.mp4"
    CLIPS+=("$WORK/clip $n.mp4")
  done
}

# start BINARY LOG: starts the app and waits for its window. Sets APP_PID and WINDOW.
start() {
  "$1" --data-dir "$DATA" "${APP_ARGS[@]}" >"$WORK/$2.log" 2>&1 &
  APP_PID=$!
  PIDS+=("$APP_PID")
  until_true "$WINDOW_SECONDS" window_or_dead || fail "no window titled $TITLE after $WINDOW_SECONDS s"
  kill -0 "$APP_PID" 2>/dev/null || fail "the app ended by itself"
  WINDOW=$(visible_window)
}
visible_window() { xdotool search --onlyvisible --name "$TITLE" 2>/dev/null | tail -n 1 | grep .; }
window_or_dead() { visible_window || ! kill -0 "$APP_PID" 2>/dev/null; }

# quit: SIGTERM is how a session ends its programs; exit code 0 is a clean end.
quit() {
  local status=0
  kill -TERM "$APP_PID"
  until_true "$QUIT_SECONDS" gone || fail "still running $QUIT_SECONDS s after SIGTERM"
  wait "$APP_PID" || status=$?
  ((status == 0)) || fail "exit code $status"
}
# A process that ended but was not waited for is a zombie: gone for our purpose.
gone() { ! kill -0 "$APP_PID" 2>/dev/null || grep -q '^State:[[:space:]]*Z' "/proc/$APP_PID/status"; }

# drag: presses on the source, moves in steps as a hand does (GTK starts a drag
# only after some pixels, WebKit follows motion events), pauses, lets go.
drag() {
  local step fx fy tx ty X Y WIDTH HEIGHT
  place "$(xdotool search --onlyvisible --name '^Drag source$' | tail -n 1)"
  fx=$((X + WIDTH / 2)) fy=$((Y + HEIGHT / 2))
  place "$WINDOW"
  tx=$((X + WIDTH / 2)) ty=$((Y + HEIGHT / 2))
  xdotool mousemove --sync "$fx" "$fy" sleep 0.1 mousedown 1 sleep 0.1
  for step in 1 2 3 4 5 6 7 8 9 10; do
    xdotool mousemove $((fx + (tx - fx) * step / 10)) $((fy + (ty - fy) * step / 10)) sleep 0.05
  done
  xdotool mousemove $((tx + 3)) $((ty + 3)) sleep 0.3 mouseup 1
}

# drafts: how many posts of the data folder are drafts, asked from the plain
# build, so the answer comes from the disk and not from the window.
drafts() {
  "$PLAIN" --data-dir "$DATA" post list --json 2>>"$WORK/post-list.log" |
    python3 -c 'import json, sys; print(sum(p["state"] == "draft" for p in json.load(sys.stdin) or []))'
}
drafts_are() { [[ $(drafts) == "$1" ]]; }

# banner: whether the top of the window is the sandbox banner, the one part of the page
# that every screen has, in a dark colour of its own. The strip is generous, because
# window managers differ in whether a frame counts.
banner() {
  local X Y WIDTH HEIGHT
  place "$WINDOW"
  ffmpeg -hide_banner -loglevel error -nostdin -f x11grab -draw_mouse 0 \
    -video_size "${WIDTH}x60" -i "$DISPLAY+$X,$((Y - 30))" -frames:v 1 -f rawvideo -pix_fmt rgb24 - |
    python3 -c 'import sys; raw = sys.stdin.buffer.read(); sys.exit(raw.count(bytes([0x20, 0x26, 0x1F])) < len(raw) / 3 * 0.15)'
}

# left_the_page: watched for seconds, because a web view that opens a dropped file does
# so some time after the drafts are on disk, and the app is gone with the page.
left_the_page() {
  local look
  for ((look = 0; look < 20; look++)); do
    banner || return 0
    sleep 0.1
  done
  return 1
}

drop() {
  local gesture=0 source
  /usr/bin/python3 build/smoke/drop_source.py "${CLIPS[@]}" >"$WORK/drop-source.log" 2>&1 &
  source=$!
  PIDS+=("$source")
  until_true 20 grep -q '^ready' "$WORK/drop-source.log" || fail "the drag source did not open"
  # A gesture is repeated only when the app never asked for the files: then the
  # mouse missed. A drop that the app took and lost must fail the test.
  while ! grep -q '^data' "$WORK/drop-source.log"; do
    if ((gesture == GESTURES)); then
      grep -q '^begin' "$WORK/drop-source.log" || fail "the mouse began no drag in $GESTURES gestures"
      fail "the window refused the files in $GESTURES gestures"
    fi
    gesture=$((gesture + 1))
    drag
    until_true 5 grep -qE '^(data|failed)' "$WORK/drop-source.log" || true
  done
  until_true "$DROP_SECONDS" drafts_are 2 || fail "$(drafts) drafts on disk instead of 2"
  kill "$source"
  wait "$source" 2>/dev/null || true
  # The overlay of the drag covers the banner for a moment.
  if ! until_true 10 banner || left_the_page; then
    shot dropped
    fail "the window no longer shows the app"
  fi
  passed "2 drafts on disk, gesture $gesture"
}

play() {
  local port found
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  export WEBKIT_INSPECTOR_HTTP_SERVER=127.0.0.1:$port
  start "$DEVTOOLS_APP" devtools-app
  unset WEBKIT_INSPECTOR_HTTP_SERVER
  found=$(python3 build/smoke/inspector.py "127.0.0.1:$port" "$PLAY_SECONDS" <"$PLAY_SCRIPT" 2>"$WORK/inspector.log") ||
    fail "no video advanced"
  shot playing
  passed "$found"
}

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$OUT" "$DATA"
rm -f "$OUT"/*.png

begin "two clips are made"
make_clips
passed

begin "the window opens"
start "$APP" app
passed

begin "the window is not blank"
until_true 20 drawn || { drawn || true; fail "$DRAWN"; }
drawn
shot window
passed "$DRAWN"

begin "files dropped on the window become drafts"
drop
shot dropped

begin "the app ends cleanly when asked"
quit
passed

begin "a clip plays in the real window"
play

begin "the app ends cleanly while a clip plays"
quit
passed

echo "smoke: 7 passed, 0 failed"
