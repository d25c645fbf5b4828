#!/bin/sh
# What a stranger sees first. Called by `make demo`, which has set up .venv.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/gaoxin --help
