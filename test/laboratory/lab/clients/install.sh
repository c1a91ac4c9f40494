#!/usr/bin/env bash
# Makes the programs of this folder ready to run, with what each has pinned. The second run finds nothing to do.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../../.." && pwd)"
built="$root/.clients"
source "$root/tools/install-lib.sh"

"$root/tools/require-packages.sh" curl=curl wget=wget ab=apache2-utils java=openjdk-17-jdk-headless go=golang-go
install_python_environment "$built/python" "$here/requirements.txt"

# Only the standard library: nothing is downloaded. Debian's Go is old enough to want no go.mod for single files.
for program in service client; do
  if [ ! "$built/go-$program" -nt "$here/programs/$program.go" ]; then
    GOTOOLCHAIN=local GOFLAGS= go build -o "$built/go-$program" "$here/programs/$program.go"
  fi
done
for program in Service Client WebSocketClient; do
  if [ ! "$built/$program.class" -nt "$here/programs/$program.java" ]; then
    javac -d "$built" "$here/programs/$program.java"
  fi
done
