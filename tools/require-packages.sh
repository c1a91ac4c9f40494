#!/usr/bin/env bash
# Makes sure of programs that come as Debian packages: require-packages.sh PROGRAM=PACKAGE...
# As root it installs what is missing; otherwise it says what is missing and how to get it.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"          # where Debian keeps ip and pivot_root, and a plain user's PATH does not look

look() {
  missing=()
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
}

look "$@"
[ "${#missing[@]}" -eq 0 ] && exit

if ! command -v apt-get >/dev/null; then
  echo "these Debian packages are missing, install their likes with your package manager: ${missing[*]}" >&2
  exit 1
fi
if [ "$(id -u)" != 0 ]; then
  echo "these packages are missing: ${missing[*]}. Run: sudo apt-get install --yes ${missing[*]}" >&2
  exit 1
fi

# One at a time: apt fails while another one runs, and that one may install the same.
exec 9<"${BASH_SOURCE[0]}"
flock --timeout 600 9
look "$@"
[ "${#missing[@]}" -eq 0 ] && exit
apt-get update --quiet
DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends "${missing[@]}"
