#!/usr/bin/env bash
# Makes the GitHub release of $RELEASE_TAG_FILE with the notes of $CHANGELOG_FILE: github-release.sh ASSET...
# Drafted, filled, published, in this order: assets and tag of an immutable release cannot change once it is published.
# A run after one that failed goes on where that one stopped.
set -euo pipefail

tag="$(cat "$RELEASE_TAG_FILE")"
draft="$(gh release view "$tag" --repo "$GITHUB_REPOSITORY" --json isDraft --jq .isDraft 2>/dev/null || echo none)"
case "$draft" in
  false) echo "$tag is published already"; exit ;;
  none) gh release create "$tag" --repo "$GITHUB_REPOSITORY" --draft --notes-file "$CHANGELOG_FILE" --title "$tag" --target "$GITHUB_SHA" ;;
esac
gh release upload "$tag" "$@" --repo "$GITHUB_REPOSITORY" --clobber
gh release edit "$tag" --repo "$GITHUB_REPOSITORY" --draft=false
