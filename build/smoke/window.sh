#!/usr/bin/env bash
# The real window and what is around it: where the window was, what closing
# does with and without a tray, and the way back.
#
#   build/headless.sh build/smoke/window.sh
#
# One line per check. Pictures go to build/smoke/out.
set -euo pipefail
cd "$(dirname "$0")/../.."

APP=${SMOKE_APP:-build/bin/cuedrop}
TITLE='^Cuedrop( |$)'
OUT=build/smoke/out
WORK=$(mktemp -d)
DATA=$WORK/data
PIDS=()
export LANG=en_GB.UTF-8

passed() { printf 'ok    %s\n' "$1"; }
fail() {
  printf 'FAIL  %s\n' "$1"
  shot window-failure || true
  tail -n 20 "$WORK"/*.log
  exit 1
}
cleanup() {
  local pid
  for pid in "${PIDS[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  rm -rf "$WORK"
}
trap cleanup EXIT

until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}
shot() { ffmpeg -hide_banner -loglevel error -nostdin -y -f x11grab -i "$DISPLAY" -frames:v 1 "$OUT/$1.png"; }
visible() { xdotool search --onlyvisible --name "$TITLE" 2>/dev/null | tail -n 1 | grep .; }
hidden() { ! visible; }
gone() { ! kill -0 "$APP_PID" 2>/dev/null; }
size() { xdotool getwindowgeometry --shell "$(visible)" | grep -E 'WIDTH|HEIGHT' | tr '\n' ' '; }
is_size() { [[ $(size) == "WIDTH=$1 HEIGHT=$2 " ]]; }

start() {
  "$APP" --data-dir "$DATA" "$@" >>"$WORK/app.log" 2>&1 &
  APP_PID=$!
  PIDS+=("$APP_PID")
}
shown() {
  until_true 60 visible || fail "no window"
  WINDOW=$(visible)
  # The page draws after the window; the palette says when it listens.
  sleep 3
  xdotool windowactivate --sync "$WINDOW"
}
press() { xdotool windowactivate --sync "$(visible)" && xdotool key "$@"; }
finish() {
  local status=0
  kill -TERM "$APP_PID"
  until_true 15 gone || fail "still running after SIGTERM"
  wait "$APP_PID" || status=$?
  ((status == 0)) || fail "exit code $status after SIGTERM"
}

mkdir -p "$OUT"
start
shown
# The first run: accept, then look around instead of opening the sandbox.
press Return
sleep 2
press Tab Tab Tab Return
sleep 2
press ctrl+k
sleep 1
xdotool type --delay 30 'calend'
sleep 1
shot window-palette # for the eye; e2e/scenes/shell.mjs tests it
press Escape
sleep 1

xdotool windowsize --sync "$(visible)" 1500 900
until_true 5 is_size 1500 900 || fail "the window has $(size)"
sleep 1
press alt+F4
sleep 2
visible >/dev/null || fail "without a tray the window went away unasked"
shot window-closing
press Return # keep it minimised
until_true 10 hidden || fail "the window was not minimised"
kill -0 "$APP_PID" || fail "the program ended"
passed "without a tray closing asks, and keeps the program minimised"

"$APP" --data-dir "$DATA" >>"$WORK/second.log" 2>&1 &
PIDS+=($!)
until_true 20 visible || fail "a second start did not bring the window back"
passed "a second start brings it back"
finish
grep -q '"width":1500' "$DATA/window-state.json" || fail "the size was not kept: $(cat "$DATA/window-state.json")"
passed "the size is kept, and SIGTERM ends the program cleanly"

go build -trimpath -o "$WORK/trayhost" ./build/smoke/trayhost
coproc HOST { "$WORK/trayhost" 2>"$WORK/host.log"; }
PIDS+=("$HOST_PID")
line=
read -r -t 10 line <&"${HOST[0]}" || true
[[ $line == ready ]] || fail "no tray host: $line"
start
line=
read -r -t 60 line <&"${HOST[0]}" || true
[[ $line == item* ]] || fail "no tray icon: $line"
shown
until_true 5 is_size 1500 900 || fail "the window came back with $(size)"
passed "it comes back as large as it was, with a tray icon"
press alt+F4
sleep 2
visible >/dev/null || fail "the first time nothing was explained"
shot window-tray
press Return # Got it
until_true 10 hidden || fail "the window is still there"
kill -0 "$APP_PID" || fail "the program ended"
echo 'Show Cuedrop' >&"${HOST[1]}"
until_true 10 visible || fail "the tray did not bring the window back"
sleep 1
press alt+F4
until_true 10 hidden || fail "the second time it was asked again"
passed "with a tray it is explained once; then closing hides, and the tray shows it again"
echo 'Quit Cuedrop' >&"${HOST[1]}"
until_true 15 gone || fail "Quit in the tray did not end it"
wait "$APP_PID" || fail "exit code $? after Quit"
passed "Quit in the tray ends it cleanly"

start --background
sleep 8
hidden || fail "--background showed the window"
kill -0 "$APP_PID" || fail "it ended by itself"
passed "started at login, it stays out of sight"
finish
