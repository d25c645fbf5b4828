#!/bin/sh
# Compiles requirements/*.in to hash locks that hold on every supported Python and machine.
# Versions are chosen from the public index alone, whatever extra indexes this machine has.
set -eu
cd "$(dirname "$0")/../requirements"
command -v uv >/dev/null || { echo 'make lock needs uv: pip install uv' >&2; exit 2; }
# core first: the others are held to its versions.
for profile in core dev bench; do
    uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate --no-emit-index-url \
        "$profile.in" --output-file "$profile.txt"
done
