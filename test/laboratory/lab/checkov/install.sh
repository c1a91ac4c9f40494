#!/usr/bin/env bash
# Makes checkov ready to run, in a virtual environment of its own at the root of the repository: its requirements fit to no others.
# The second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../../.." && pwd)"
source "$root/tools/install-lib.sh"

[ "$(uname -s)" = Linux ] || fail "checkov runs in a sandbox that needs Linux (namespaces), this is $(uname -s)"
"$root/tools/require-packages.sh" unshare=util-linux setpriv=util-linux mount=mount ip=iproute2
install_python_environment "$root/.venv-checkov" "$here/requirements.txt"
install_laboratory "$root/.venv-checkov"
