#!/usr/bin/env bash
# Prints has_it=true where npm has exactly this tarball already, and has_it=false where it has no such version: npm-has-it.sh TARBALL
# It fails where npm has other content under the version: one version must mean one content, on every registry.
set -euo pipefail

package="$(tar --extract --gzip --file "$1" --to-stdout package/package.json | node -p 'const p = JSON.parse(fs.readFileSync(0)); `${p.name}@${p.version}`')"
ours="sha512-$(openssl dgst -sha512 -binary "$1" | base64 --wrap=0)"
errors="$(mktemp)"
trap 'rm -f "$errors"' EXIT

# A package or version that is not there ends in E404; anything else, such as no network, must not look like it.
if ! theirs="$(npm view "$package" dist.integrity 2> "$errors")"; then
  grep -q 'E404' "$errors" || { cat "$errors" >&2; exit 1; }
  theirs=''
fi
case "$theirs" in
  '') echo 'has_it=false' ;;
  "$ours") echo 'has_it=true' ;;
  *) echo "npm has $package with other content ($theirs, not $ours): release the next version, see docs/releasing.md" >&2; exit 1 ;;
esac
