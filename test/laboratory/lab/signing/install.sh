#!/usr/bin/env bash
# Makes the clients of examples/signing ready to run, with what each has pinned. The second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../../.." && pwd)"
clients="$root/examples/signing"
source "$root/tools/install-lib.sh"

install_python_environment "$clients/python/.venv" "$clients/python/requirements.txt"

if [ ! "$clients/javascript/node_modules/.package-lock.json" -nt "$clients/javascript/package-lock.json" ]; then
  npm ci --prefix "$clients/javascript" --no-audit --no-fund
fi

jar="$clients/java/target/call.jar"
if [ ! "$jar" -nt "$clients/java/pom.xml" ] || [ ! "$jar" -nt "$clients/java/src/main/java/Call.java" ]; then
  rm -f "$jar"
  if ! command -v mvn >/dev/null || ! command -v javac >/dev/null; then
    echo 'the Java client is not built: mvn or javac is not on the PATH' >&2
  elif ! mvn --quiet --batch-mode --file "$clients/java/pom.xml" package; then
    echo 'the Java client is not built: Maven says why' >&2
  fi
fi
