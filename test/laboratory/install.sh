#!/usr/bin/env bash
# Makes the laboratory ready to run: the system's tools, and a virtual environment at the root of the repository. The
# second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
source "$root/tools/install-lib.sh"

[ "$(uname -s)" = Linux ] || fail "the laboratory needs Linux (network namespaces), this is $(uname -s): run it in a Linux virtual machine or container"
"$root/tools/require-packages.sh" ip=iproute2 unshare=util-linux nsenter=util-linux setpriv=util-linux pivot_root=util-linux mount=mount
install_python_environment "$root/.venv" "$here/requirements.txt"
install_laboratory "$root/.venv"
