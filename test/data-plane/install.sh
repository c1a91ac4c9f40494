#!/usr/bin/env bash
# The installation is in test/laboratory.
exec bash "$(dirname "${BASH_SOURCE[0]}")/../laboratory/install.sh"
