#!/bin/sh
# Pins every dependency with hashes, for every platform and Python from 3.11 on. Run by `make requirements`; needs uv.
set -eu
cd "$(dirname "$0")/../.."
compile() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
    --no-header --no-annotate "$@"
}
compile pyproject.toml -o deploy/requirements/runtime.txt
compile pyproject.toml --extra local --extra second-look -o deploy/requirements/local.txt
compile pyproject.toml --extra local --extra second-look --group dev -o deploy/requirements/dev.txt
grep -o '"hatchling[^"]*"' pyproject.toml | head -n 1 | tr -d '"' | compile - -o deploy/requirements/build.txt
