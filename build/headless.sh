#!/usr/bin/env bash
# Runs a command as on a desktop, on a machine that has none:
#
#   build/headless.sh COMMAND [ARG...]
#
# COMMAND gets a private X display with a window manager, a session bus, an
# unlocked keyring, and a home and a TMPDIR of its own that are deleted
# afterwards. Everything started here ends with the command, however that ends.
set -euo pipefail

SCREEN=${HEADLESS_SCREEN:-1920x1080x24}
START_SECONDS=20 # for the display, the bus and the keyring to answer

die() { echo "headless: $*" >&2; exit 1; }

# wait_for SECONDS WHAT COMMAND...: polls, because a fixed sleep is either too
# short on a busy machine or wasted on an idle one.
wait_for() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || die "$what did not come up in time"
    sleep 0.05
  done
}

# stop PID...: asks, waits up to two seconds, then insists.
stop() {
  local pid try
  for pid in "$@"; do
    kill "$pid" 2>/dev/null || continue
    for ((try = 0; try < 40; try++)); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.05
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

# keyring_ready asks the bus and not the process list: the daemon may be alive
# long before it owns the name that go-keyring talks to.
keyring_ready() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q 'boolean true'
}

# inside runs on the session bus that dbus-run-session made.
inside() {
  local status=0 pids=()
  # An empty password both creates and unlocks the login keyring of the new home.
  gnome-keyring-daemon --foreground --unlock --components=secrets <<<'' >"$HEADLESS_DIR/keyring.log" 2>&1 &
  pids+=($!)
  openbox --sm-disable >"$HEADLESS_DIR/openbox.log" 2>&1 &
  pids+=($!)
  wait_for "$START_SECONDS" "the keyring" keyring_ready
  "$@" >&3 2>&4 3>&- 4>&- || status=$?
  stop "${pids[@]}"
  return "$status"
}

# end_leftovers ends what outlived the bus: helpers that the bus or WebKit
# started on their own. They are known by the home they were given.
end_leftovers() {
  local environ pid
  for environ in /proc/[0-9]*/environ; do
    pid=${environ#/proc/}
    pid=${pid%/environ}
    [[ $pid == "$$" || $pid == "$BASHPID" ]] && continue
    if { tr '\0' '\n' <"$environ"; } 2>/dev/null | grep -qxF "HEADLESS_DIR=$HEADLESS_DIR"; then
      kill -9 "$pid" 2>/dev/null || true
    fi
  done
}

cleanup() {
  trap '' INT TERM
  [[ -z ${session:-} ]] || stop "$session"
  [[ -z ${xvfb:-} ]] || stop "$xvfb"
  end_leftovers
  rm -rf "$HEADLESS_DIR"
}

main() {
  (($# > 0)) || die "usage: build/headless.sh COMMAND [ARG...]"
  local tool
  for tool in Xvfb openbox dbus-run-session dbus-send gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || die "$tool is missing; build/setup.sh smoke installs it"
  done

  HEADLESS_DIR=$(mktemp -d)
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM

  # The server picks a free display itself and says which: no race, no guessing.
  Xvfb -displayfd 3 -screen 0 "$SCREEN" -nolisten tcp -noreset 3>"$HEADLESS_DIR/display" >"$HEADLESS_DIR/xvfb.log" 2>&1 &
  xvfb=$!
  wait_for "$START_SECONDS" "Xvfb" test -s "$HEADLESS_DIR/display"

  mkdir -m 700 "$HEADLESS_DIR"/{home,run,tmp}
  DISPLAY=:$(<"$HEADLESS_DIR/display")
  export HEADLESS_DIR DISPLAY
  # Go's caches live in the home that is replaced below; keep the real ones.
  if command -v go >/dev/null; then
    local gocache gomodcache
    gocache=$(go env GOCACHE) gomodcache=$(go env GOMODCACHE)
    export GOCACHE=$gocache GOMODCACHE=$gomodcache
  fi
  export HOME="$HEADLESS_DIR/home" XDG_RUNTIME_DIR="$HEADLESS_DIR/run" TMPDIR="$HEADLESS_DIR/tmp"
  unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS
  # No GPU here: without these WebKitGTK paints nothing, or crashes trying.
  export WEBKIT_DISABLE_COMPOSITING_MODE=1 LIBGL_ALWAYS_SOFTWARE=1 GDK_BACKEND=x11 NO_AT_BRIDGE=1

  # In the background, because bash runs traps only between commands. The bus
  # and its services talk as well; only the command's own words (descriptors 3
  # and 4) are worth showing.
  dbus-run-session -- bash "$0" --inside "$@" 3>&1 4>&2 >"$HEADLESS_DIR/bus.log" 2>&1 &
  session=$!
  local status=0
  wait "$session" || status=$?
  session=
  return "$status"
}

if [[ ${1:-} == --inside ]]; then
  shift
  inside "$@"
else
  main "$@"
fi
