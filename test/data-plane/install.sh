#!/usr/bin/env bash
# Makes the laboratory ready to run: the system's tools, and a virtual environment at the root of the repository with
# exactly what requirements.txt lists, every file checked against its hash. The second run finds nothing to do.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"          # where Debian keeps ip and pivot_root, and a plain user's PATH does not look

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
environment="$(cd "$here/../.." && pwd)/.venv"
requirements="$here/requirements.txt"
stamp="$environment/requirements.sha256"
python="${PYTHON:-python3}"

fail() { echo "install.sh: $*" >&2; exit 1; }

python_is_usable() { "$python" -c 'import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

missing_packages() {
  command -v ip >/dev/null || echo iproute2
  for tool in unshare nsenter setpriv pivot_root; do
    command -v "$tool" >/dev/null || { echo util-linux; break; }
  done
  command -v mount >/dev/null || echo mount
  python_is_usable || echo python3 python3-venv
}

install_packages() {
  local packages="$*"
  [ -z "$packages" ] && return
  command -v apt-get >/dev/null || fail "these Debian packages are missing, install their likes with your package manager: $packages"
  [ "$(id -u)" = 0 ] || fail "these packages are missing: $packages. Run: sudo apt-get install --yes $packages"
  apt-get update --quiet
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends $packages
  python_is_usable || fail "'$python' is older than 3.11: set PYTHON to a newer one"
}

install_requirements() {
  local wanted
  wanted="$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), sys.version.split()[0])' "$requirements")"
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  "$python" -m venv --clear "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
  echo "$wanted" > "$stamp"
}

[ "$(uname -s)" = Linux ] || fail "the laboratory needs Linux (network namespaces), this is $(uname -s): run it in a Linux virtual machine or container"
# shellcheck disable=SC2046
install_packages $(missing_packages)
install_requirements
