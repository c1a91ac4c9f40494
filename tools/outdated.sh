#!/usr/bin/env bash
# Succeeds where MADE is missing, or older than a file that it is made of: outdated.sh MADE SOURCE...
set -euo pipefail

made="$1"
shift
[ -e "$made" ] || exit 0
newer="$(find "$@" -newer "$made" -print -quit)" || exit 0   # a source is missing, which is for the program to say that reads it
[ -n "$newer" ]
