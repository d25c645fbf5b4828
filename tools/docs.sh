#!/bin/sh
# Builds both documentations, runs the examples in them, and lets no warning pass.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python tools/fault_pages.py
.venv/bin/python tools/command_pages.py
for part in zh:zh_CN en:en; do
    folder=${part%:*}
    for builder in html doctest; do
        .venv/bin/python -m sphinx -q -W --keep-going -b "$builder" -c docs \
            -D language="${part#*:}" -d "docs/_build/trees/$folder" \
            "docs/$folder" "docs/_build/$builder/$folder"
    done
done
cp docs/index.html docs/_build/html/index.html
echo "docs: docs/_build/html/index.html"
