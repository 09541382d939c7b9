#!/usr/bin/env bash
# End-to-end tests: Chromium on the real front end, which calls the real Go code.
#
#   build/e2e.sh [ARG...]        arguments go to frontend/e2e/run.mjs
#   E2E_ONLY=journey|practice|firstrun|workspaces    one of the four parts
#
# Two parts run at a time, each with an app, a data folder and a TikTok of its own: they
# wait more than they work. What a part says is shown when it has ended.
#
# Wails' dev build serves the page with its bindings over loopback, so the very
# methods of the window answer. The test program gets
#
#   BASE_URL   where the page is
#   DATA_DIR   the app's data folder, fresh and deleted afterwards
#   CLIPS_DIR  fine.mp4 (ready), convert.mkv (needs a transcode), broken.mp4 (no video)
#   OUT_DIR    where to leave pictures; kept
#
# and in the parts practice and workspaces, whose TikTok is a process apart
#
#   PRACTICE_URL        that TikTok, with its control (docs/sandbox.md)
#   CUEDROP_TIKTOK_URL  where the app looks for it; the test program lets it through or not
#   TEN_DIR             ten clips
set -euo pipefail
cd "$(dirname "$0")/.."

BINARY=${E2E_BINARY:-bin/cuedrop-dev}
export E2E_BINARY=$BINARY
START_SECONDS=90 # first start of WebKit on a cold, shared machine
TEST_SECONDS=900 # for the whole of a part
AT_A_TIME=2      # parts; more would only make each of them slower on two cores

die() { echo "e2e: $*" >&2; exit 1; }

answers() { node -e 'fetch(process.argv[1]).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$BASE_URL"; }

# free_ports N: as many, none of them twice.
free_ports() {
  node -e 'const { createServer } = require("node:net");
    const all = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "127.0.0.1"));
    Promise.all(all.map((one) => new Promise((up) => one.on("listening", up)))).then(() => {
      for (const one of all) {
        console.log(one.address().port);
        one.close();
      }
    })' "$1"
}

make_clips() {
  local quiet=(-hide_banner -loglevel error -nostdin)
  local source=(-f lavfi -i "testsrc2=size=540x960:rate=30:duration=6" -f lavfi -i "sine=frequency=330:duration=6" -shortest)
  ffmpeg "${quiet[@]}" "${source[@]}" -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart "$CLIPS_DIR/fine.mp4"
  ffmpeg "${quiet[@]}" "${source[@]}" -c:v mpeg4 -q:v 5 -c:a libvorbis "$CLIPS_DIR/convert.mkv"
  head -c 100000 /dev/urandom >"$CLIPS_DIR/broken.mp4"
}

# make_ten cuts one clip into ten that differ in a word, so that none is a repeat.
make_ten() {
  local n quiet=(-hide_banner -loglevel error -nostdin)
  for n in {01..10}; do
    ffmpeg "${quiet[@]}" -i "$CLIPS_DIR/fine.mp4" -t 4 -c copy -metadata "title=clip $n" -movflags +faststart "$TEN_DIR/clip-$n.mp4"
  done
}

stop() {
  local pid
  for pid in ${app:-} ${tiktok:-}; do
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true # keeps bash from announcing it
  done
  app='' tiktok=''
}

# practice_tiktok starts a practice TikTok that outlives what the app does to the way there.
practice_tiktok() {
  local deadline=$((SECONDS + START_SECONDS))
  "$BINARY" sandbox --addr-file "$HERE/practice.addr" >"$HERE/practice.log" 2>&1 &
  tiktok=$!
  until [[ -s $HERE/practice.addr ]]; do
    kill -0 "$tiktok" 2>/dev/null || { tail -n 40 "$HERE/practice.log" >&2 && die "the practice TikTok ended by itself"; }
    ((SECONDS < deadline)) || die "the practice TikTok did not start in $START_SECONDS s"
    sleep 0.1
  done
  PRACTICE_URL=http://$(<"$HERE/practice.addr")
  export PRACTICE_URL
}

# drive SCRIPT ARG... -- APP_ARG...: a script against an app of its own, on a fresh
# data folder. The app may start itself again in the same process meanwhile.
drive() {
  local status=0 deadline script=$1 args=()
  shift
  while [[ $1 != -- ]]; do args+=("$1") && shift; done
  shift
  export DATA_DIR=$HERE/data BASE_URL=http://127.0.0.1:$PORT
  mkdir -p "$DATA_DIR"
  # Wails' own names for the folder to serve and the address to serve it at.
  assetdir=$PWD/frontend/dist devserver=127.0.0.1:$PORT \
    "$BINARY" --data-dir "$DATA_DIR" "$@" >"$HERE/app.log" 2>&1 &
  app=$!
  deadline=$((SECONDS + START_SECONDS))
  until answers; do
    kill -0 "$app" 2>/dev/null || { tail -n 40 "$HERE/app.log" >&2 && die "the app ended by itself"; }
    ((SECONDS < deadline)) || { tail -n 40 "$HERE/app.log" >&2 && die "no answer at $BASE_URL after $START_SECONDS s"; }
    sleep 0.2
  done
  timeout --foreground "$TEST_SECONDS" node "$script" "${args[@]}" || status=$?
  if ((status != 0)); then
    echo "e2e: $script: exit code $status; last lines of the app:" >&2
    tail -n 40 "$HERE/app.log" >&2
  fi
  return "$status"
}

# part NAME PORT LINE_PORT ARG...: one of the four, in the shell that it is given.
part() {
  local name=$1 line=$3
  HERE=$work/$name PORT=$2
  shift 3
  trap stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  mkdir -p "$HERE"
  case $name in
    journey) drive frontend/e2e/run.mjs "$@" -- --sandbox "$CLIPS_DIR/fine.mp4" "$CLIPS_DIR/convert.mkv" ;;
    practice) practice_tiktok && CUEDROP_TIKTOK_URL=http://127.0.0.1:$line drive frontend/e2e/practice.mjs -- ;;
    workspaces) practice_tiktok && CUEDROP_TIKTOK_URL=$PRACTICE_URL drive frontend/e2e/workspaces.mjs -- ;;
    firstrun) drive frontend/e2e/firstrun.mjs -- ;;
    *) die "there is no part $name" ;;
  esac
}

cleanup() {
  local pid
  for pid in "${!names[@]}"; do
    kill "$pid" 2>/dev/null || true # it stops what it started
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}

# reap waits for one of the running parts and shows what it said.
reap() {
  local pid='' one=0
  wait -n -p pid "${!names[@]}" || one=$?
  echo "== e2e: ${names[$pid]}"
  cat "$work/${names[$pid]}.out"
  ((one == 0)) || { echo "e2e: ${names[$pid]} failed with exit code $one" >&2 && status=1; }
  unset "names[$pid]"
}

inside() {
  local status=0 name ports parts=(journey practice workspaces firstrun)
  declare -A names=() # of the running parts, by process
  work=$(mktemp -d)
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  export CLIPS_DIR=$work/clips TEN_DIR=$work/ten OUT_DIR=$PWD/frontend/e2e/out
  mkdir -p "$CLIPS_DIR" "$TEN_DIR" "$OUT_DIR"
  make_clips
  make_ten
  # The sign-in opens a browser of its own, which presses Allow like a person.
  export CUEDROP_BROWSER=$PWD/frontend/e2e/approve.mjs
  mapfile -t ports < <(free_ports $((2 * ${#parts[@]})))
  if [[ -n ${E2E_ONLY:-} ]]; then
    (part "$E2E_ONLY" "${ports[0]}" "${ports[1]}" "$@") || status=$?
    return "$status"
  fi
  for name in "${parts[@]}"; do
    ((${#names[@]} < AT_A_TIME)) || reap
    (part "$name" "${ports[0]}" "${ports[1]}" "$@") >"$work/$name.out" 2>&1 &
    names[$!]=$name
    ports=("${ports[@]:2}")
  done
  while ((${#names[@]} > 0)); do reap; done
  return "$status"
}

if [[ ${1:-} == --inside ]]; then
  shift
  inside "$@"
else
  [[ -x $BINARY && -f frontend/dist/index.html ]] || die "build it first: make e2e does"
  exec build/headless.sh bash build/e2e.sh --inside "$@"
fi
