#!/usr/bin/env bash
# Makes the laboratory ready to run: the system's tools, and a virtual environment at the root of the repository with
# exactly what requirements.txt lists, every file checked against its hash. The second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
environment="$root/.venv"
requirements="$here/requirements.txt"
stamp="$environment/requirements.sha256"
python="${PYTHON:-python3}"

fail() { echo "install.sh: $*" >&2; exit 1; }

python_is_usable() { "$python" -c 'import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

install_requirements() {
  local wanted
  wanted="$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest(), sys.version.split()[0])' "$requirements")"
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  "$python" -m venv --clear "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
  echo "$wanted" > "$stamp"
}

[ "$(uname -s)" = Linux ] || fail "the laboratory needs Linux (network namespaces), this is $(uname -s): run it in a Linux virtual machine or container"
"$root/tools/require-packages.sh" ip=iproute2 unshare=util-linux nsenter=util-linux setpriv=util-linux pivot_root=util-linux mount=mount
python_is_usable || "$root/tools/require-packages.sh" no-usable-python=python3 no-usable-venv=python3-venv
python_is_usable || fail "'$python' is older than 3.11, or without venv: set PYTHON to another one"
install_requirements
