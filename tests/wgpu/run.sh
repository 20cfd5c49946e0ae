#!/bin/sh
# Runs the tests on wgpu in Deno, after install.sh; arguments go to Vitest. Leaves test-results/wgpu.json.
set -eu
cd "$(dirname "$0")/../.."
cache=$PWD/.cache/wgpu

# This driver and no other: the results are the processor's on every machine.
VK_DRIVER_FILES=$(ls /usr/share/vulkan/icd.d/lvp_icd*.json | head -n 1)
# Mesa asks for one, and has nothing to put there.
XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-$cache}
DENO_NO_UPDATE_CHECK=1
export VK_DRIVER_FILES XDG_RUNTIME_DIR DENO_NO_UPDATE_CHECK

exec "$cache/node_modules/.bin/deno" run --allow-all --unstable-webgpu node_modules/vitest/vitest.mjs run \
  --config tests/wgpu/vitest.config.ts \
  --reporter=default --reporter=json --outputFile.json=test-results/wgpu.json "$@"
