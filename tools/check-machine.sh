#!/usr/bin/env bash
# The first step of `npm test`: says at once what a plain user lacks on this machine, and which tests are left out.
# Root needs none of this: the suites install what they need, and run completely.
set -euo pipefail
[ "$(id -u)" != 0 ] || exit 0

echo 'npm test runs as a plain user.'
echo '- Left out: test:capacity and the load of test:commands, because only root can make control groups. Run them with: sudo npm run test:capacity'
command -v mvn >/dev/null || echo '- Not run: the Java package, because Maven is missing. Run: sudo apt-get install --yes maven'
command -v chromium >/dev/null || echo '- Not run: the case of test:browser, because Chromium is missing. Run: sudo apt-get install --yes chromium libnss3-tools'

# Every program that a suite asks for when it starts.
"$(dirname "${BASH_SOURCE[0]}")/require-packages.sh" \
  ip=iproute2 unshare=util-linux nsenter=util-linux setpriv=util-linux pivot_root=util-linux mount=mount \
  docker-registry=docker-registry openssl=openssl curl=curl wget=wget ab=apache2-utils java=openjdk-17-jdk-headless go=golang-go

if ! unshare --user --map-root-user true 2>/dev/null; then
  echo 'This machine allows plain users no user namespaces, which the laboratory needs. Run as root, or until the next restart:' >&2
  echo '  sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0' >&2
  exit 1
fi
echo '- Everything else runs.'
