#!/usr/bin/env bash
# Installs what is missing for the named groups, and nothing else:
#
#   build/setup.sh [--check] GROUP...
#
#   go       Go itself (checked, never installed)
#   media    ffmpeg and ffprobe
#   race     a C compiler, which Go's race detector needs; strace, to lose power at will and to watch processes, and ip, to change addresses and make networks
#   web      Node (checked), the front end's packages
#   browser  Chromium and a font, for the end-to-end tests
#   desktop  GTK and WebKitGTK, to build the window; their codecs, to play clips in it
#   smoke    a display, a window manager, a bus and a keyring, to test the window
#   lint     golangci-lint (into .tools/bin) and shellcheck
#   windows  the Wails command (into .tools/bin) and NSIS, for the Windows installer
#   wails    the Wails command alone
#   all      what `make test` needs: go media race web browser desktop smoke
#
# With --check it installs nothing and only says what is missing. When nothing is
# missing it takes a fraction of a second, so every make target can call it.
# It also runs under the bash 3.2 of macOS: no associative arrays, no mapfile.
set -euo pipefail
cd "$(dirname "$0")/.."

GO_MIN=1.26
NODE_MIN=20
GOLANGCI_VERSION=v2.15.0
WAILS_VERSION=$(sed -n 's|^[[:space:]]*github.com/wailsapp/wails/v2 \(v[^ ]*\).*|\1|p' go.mod)
TOOLS=$PWD/.tools/bin

# What each group needs from the system: how to see that it is there, then its
# name for apt and for Homebrew ("-" where macOS has it or does without).
#   cmd:NAME  a program on the path, whoever installed it
#   pc:NAME   a library with its headers, asked from pkg-config
#   deb:NAME  a Debian package that offers neither
# apt runs with --no-install-recommends, so everything used is named: libc6-dev
# is only recommended by gcc, a font only by nobody, the codecs by WebKitGTK.
system_needs() {
  case $1 in
    media) echo "cmd:ffmpeg ffmpeg ffmpeg
cmd:ffprobe ffmpeg ffmpeg" ;;
    race) echo "cmd:strace strace -
cmd:ip iproute2 -
cmd:gcc gcc -
deb:libc6-dev libc6-dev -" ;;
    browser) echo "cmd:chromium chromium -
deb:fonts-dejavu-core fonts-dejavu-core -" ;;
    desktop) echo "cmd:gcc gcc -
deb:libc6-dev libc6-dev -
cmd:pkg-config pkg-config -
pc:gtk+-3.0 libgtk-3-dev -
pc:webkit2gtk-4.1 libwebkit2gtk-4.1-dev -
deb:gstreamer1.0-plugins-good gstreamer1.0-plugins-good -
deb:gstreamer1.0-plugins-bad gstreamer1.0-plugins-bad -
deb:gstreamer1.0-libav gstreamer1.0-libav -" ;;
    smoke) echo "cmd:Xvfb xvfb -
cmd:openbox openbox -
cmd:xdotool xdotool -
cmd:dbus-run-session dbus -
cmd:gnome-keyring-daemon gnome-keyring -
cmd:python3 python3 -
deb:python3-gi python3-gi -
deb:gir1.2-gtk-3.0 gir1.2-gtk-3.0 -
deb:fonts-dejavu-core fonts-dejavu-core -" ;;
    lint) echo "cmd:shellcheck shellcheck shellcheck" ;;
    windows) echo "cmd:makensis nsis makensis" ;;
  esac
}

say() { echo "setup: $*"; }
die() { echo "setup: $*" >&2; exit 1; }

# missing_needs GROUP...: the rows of system_needs that are not there. One call
# of pkg-config and one of dpkg-query at most, for they are the slow part.
missing_needs() {
  local group rows='' probe apt brew libs='' debs=''
  for group in "$@"; do rows+=$(system_needs "$group")$'\n'; done
  rows=$(sort -u <<<"$rows")
  local have_libs=no installed=''
  while read -r probe apt brew; do
    case $probe in pc:*) libs+=" ${probe#pc:}" ;; deb:*) debs+=" ${probe#deb:}" ;; esac
  done <<<"$rows"
  # shellcheck disable=SC2086 # a list of names
  if [[ -n $libs ]] && command -v pkg-config >/dev/null && pkg-config --exists $libs; then have_libs=yes; fi
  # shellcheck disable=SC2086,SC2016 # a list of names; dpkg's own ${…}
  if [[ -n $debs ]] && command -v dpkg-query >/dev/null; then
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $debs 2>/dev/null || true)
  fi
  while read -r probe apt brew; do
    case $probe in
      cmd:*) command -v "${probe#cmd:}" >/dev/null || echo "$probe $apt $brew" ;;
      pc:*) [[ $have_libs == yes ]] || echo "$probe $apt $brew" ;;
      # Elsewhere than on Debian there is no telling what this would be called.
      deb:*) ! command -v dpkg-query >/dev/null || grep -qx "${probe#deb:} installed" <<<"$installed" ||
        echo "$probe $apt $brew" ;;
    esac
  done <<<"$rows"
}

# as_root COMMAND...: directly as root, else through sudo.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# apt_install PACKAGE...: an outdated or half-fetched index is the usual reason
# for a failure, so the index is fetched first, and once more before giving up.
# A failing update alone is no error: an unrelated source may be unreachable.
apt_install() {
  local try
  for try in 1 2; do
    as_root apt-get update -qq || say "apt-get update had errors; going on with the index at hand"
    # Its report of hundreds of packages is of no use; its errors go to stderr.
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; then return 0; fi
    ((try == 2)) || { say "trying once more in 5 s" && sleep 5; }
  done
  die "apt-get could not install: $*"
}

install_system() {
  local missing apt brew
  missing=$(missing_needs "$@")
  [[ -n $missing ]] || return 0
  apt=$(awk '{ print $2 }' <<<"$missing" | sort -u | tr '\n' ' ')
  brew=$(awk '$3 != "-" { print $3 }' <<<"$missing" | sort -u | tr '\n' ' ')
  if [[ $(uname) == Darwin ]]; then
    [[ -n $brew ]] || return 0
    [[ $CHECK == no ]] || die "missing: $brew(install with: brew install $brew)"
    command -v brew >/dev/null || die "missing: $brew(install Homebrew, or these by hand)"
    say "installing $brew"
    # shellcheck disable=SC2086 # a list of names
    brew install --quiet $brew
    return
  fi
  if [[ $CHECK == yes ]] || ! command -v apt-get >/dev/null || ! { [[ $(id -u) == 0 ]] || command -v sudo >/dev/null; }; then
    die "missing: $(awk '{ sub(/^[a-z]*:/, "", $1); print $1 }' <<<"$missing" | tr '\n' ' ')
       install them with your system's packages; on Debian and Ubuntu, as root:
       apt-get install --no-install-recommends $apt"
  fi
  say "installing $apt"
  # shellcheck disable=SC2086 # a list of names
  apt_install $apt
  missing=$(missing_needs "$@")
  [[ -z $missing ]] || die "still missing after the installation: $(awk '{ print $1 }' <<<"$missing" | tr '\n' ' ')"
}

# at_least HAVE WANT: compares dotted numbers; sort -V is not on every macOS.
at_least() {
  awk -v have="$1" -v want="$2" 'BEGIN {
    split(have, h, "."); n = split(want, w, ".")
    for (i = 1; i <= n; i++) if (h[i] + 0 != w[i] + 0) exit !(h[i] + 0 > w[i] + 0)
  }'
}

check_go() {
  command -v go >/dev/null || die "Go $GO_MIN or newer is needed: install it from go.dev/dl or your system's packages"
  local have
  # Inside the module this is the toolchain that will build: Go fetches the one
  # that go.mod asks for by itself where it may.
  have=$(go env GOVERSION 2>/dev/null) || have=$(GOTOOLCHAIN=local go env GOVERSION)
  have=${have#go}
  at_least "${have%%[!0-9.]*}" "$GO_MIN" || die "Go $GO_MIN or newer is needed, found $have: update it from go.dev/dl"
}

check_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    die "Node.js $NODE_MIN or newer with npm is needed: install it from nodejs.org or your system's packages"
  fi
  local have
  have=$(node --version)
  have=${have#v}
  at_least "$have" "$NODE_MIN" || die "Node.js $NODE_MIN or newer is needed, found $have: update it from nodejs.org"
}

# install_npm: `npm ci` empties node_modules first, so the copy of the lock file
# that is left there last says that this very set was installed completely.
install_npm() {
  local stamp=frontend/node_modules/.installed-package-lock.json
  ! cmp -s frontend/package-lock.json "$stamp" || return 0
  [[ $CHECK == no ]] || die "the front end's packages are not installed: run build/setup.sh web"
  say "installing the front end's packages"
  (cd frontend && npm ci --ignore-scripts --no-audit --no-fund)
  cp frontend/package-lock.json "$stamp"
}

# install_tool NAME MODULE PACKAGE VERSION: into .tools/bin, at exactly this
# version; the binary itself says which it is.
install_tool() {
  local name=$1 module=$2 package=$3 version=$4
  if [[ -x $TOOLS/$name ]] && go version -m "$TOOLS/$name" | grep -qE "^[[:space:]]mod[[:space:]]+${module}[[:space:]]+${version}([[:space:]]|\$)"; then
    return 0
  fi
  [[ $CHECK == no ]] || die "$name $version is missing: run build/setup.sh"
  say "building $name $version (some minutes the first time)"
  GOBIN=$TOOLS GOFLAGS='' go install "$package@$version"
}

install_wails() {
  install_tool wails github.com/wailsapp/wails/v2 github.com/wailsapp/wails/v2/cmd/wails "$WAILS_VERSION"
}

main() {
  CHECK=no
  local group system=''
  if [[ ${1:-} == --check ]]; then CHECK=yes && shift; fi
  (($# > 0)) || { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0" && exit 2; }
  # shellcheck disable=SC2046 # a list of names
  [[ " $* " != *" all "* ]] || set -- $(printf '%s\n' "$@" | grep -vx all) go media race web browser desktop smoke
  for group in "$@"; do
    case $group in
      go | web | wails) ;;
      media | race | browser | desktop | smoke | lint | windows) system+=" $group" ;;
      *) die "no such group: $group" ;;
    esac
  done
  # Checks come before installations: somebody without Go should hear it at once.
  for group in "$@"; do
    case $group in go | lint | windows | wails) check_go ;; web) check_node ;; esac
  done
  # shellcheck disable=SC2086 # a list of names
  [[ -z $system ]] || install_system $system
  for group in "$@"; do
    case $group in
      web) install_npm ;;
      wails | windows) install_wails ;;
      lint) install_tool golangci-lint github.com/golangci/golangci-lint/v2 \
        github.com/golangci/golangci-lint/v2/cmd/golangci-lint "$GOLANGCI_VERSION" ;;
    esac
  done
}

main "$@"
