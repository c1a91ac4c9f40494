#!/usr/bin/env bash
# Installs Artillery, in the version of examples/load-test/engine.json, into FOLDER: install.sh FOLDER
#
# Not with `npm ci`, because it is larger than all else together. Its own image leaves install scripts out too: they fetch a browser.
set -euo pipefail

folder="${1:?usage: install.sh FOLDER}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)"
version="$(node -p 'require(process.argv[1]).artillery' "$root/examples/load-test/engine.json")"

installed="$(node -p 'require(process.argv[1]).version' "$(realpath -m "$folder")/node_modules/artillery/package.json" 2> /dev/null || true)"
[ "$installed" = "$version" ] && exit
mkdir -p "$folder"
npm install --prefix "$folder" --ignore-scripts --no-save --no-audit --no-fund --loglevel error "artillery@$version" ||
  { echo "Artillery $version could not be installed from the npm registry; without it the load cannot run" >&2; exit 1; }
