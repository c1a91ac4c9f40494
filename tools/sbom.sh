#!/usr/bin/env bash
# Writes what npm installs for a user of the packed library, as a CycloneDX bill of materials: sbom.sh FILE TARBALL
# The package bundles nothing; aws-cdk-lib and constructs are the user's own, and listed in the newest version that fits.
set -euo pipefail

mkdir -p "$(dirname "$1")"
file="$(realpath "$1")"
tarball="$(realpath "$2")"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

cd "$folder"
# npm calls a bill after its folder.
mkdir cdk-lattice-external-ingress && cd cdk-lattice-external-ingress
tar --extract --gzip --file "$tarball" --to-stdout package/package.json > package.json
npm pkg delete devDependencies overrides devEngines
npm install --package-lock-only --no-audit --no-fund --silent
npm sbom --package-lock-only --sbom-format cyclonedx --sbom-type library > "$file"
