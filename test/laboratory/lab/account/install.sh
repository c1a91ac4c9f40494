#!/usr/bin/env bash
# Makes the deployment tests ready to run: a container registry, what their sandbox needs, and a virtual environment at the root
# of the repository. The second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../../.." && pwd)"
source "$root/tools/install-lib.sh"

[ "$(uname -s)" = Linux ] || fail "the deployment tests need Linux (namespaces), this is $(uname -s): run them in a Linux virtual machine or container"
"$root/tools/require-packages.sh" "${DOCKER_REGISTRY:-docker-registry}=docker-registry" \
  ip=iproute2 unshare=util-linux setpriv=util-linux mount=mount
install_python_environment "$root/.venv-deploy" "$here/requirements.txt"
install_laboratory "$root/.venv-deploy"
