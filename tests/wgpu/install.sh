#!/bin/sh
# Gets what the tests on wgpu need, into .cache/wgpu but for the driver: Deno, whose WebGPU is wgpu as Firefox's is; Mesa's
# llvmpipe, a Vulkan driver that computes on the processor; and naga, the compiler of both. Exits with an error where Deno or
# the driver cannot be had; without naga only its own tests are skipped.
set -eu
cd "$(dirname "$0")/../.."
cache=.cache/wgpu
deno=2.9.6
naga=30.0.1

give_up() {
  echo "The tests on wgpu, Firefox's WebGPU, cannot run: $1"
  exit 1
}

has_driver() {
  ls /usr/share/vulkan/icd.d/lvp_icd*.json >/dev/null 2>&1 && ls /usr/lib*/libvulkan.so.1 /usr/lib/*/libvulkan.so.1 2>/dev/null | grep -q .
}

install_driver() {
  command -v apt-get >/dev/null || give_up "they compute on Mesa's llvmpipe, and there is neither that nor an apt-get to install it."
  sudo=''
  [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
  echo "Installing Mesa's Vulkan drivers for the tests on wgpu."
  $sudo apt-get update -q >/dev/null || give_up 'apt-get could not update its lists.'
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q mesa-vulkan-drivers libvulkan1 >/dev/null ||
    give_up 'apt-get could not install mesa-vulkan-drivers.'
}

install_deno() {
  echo "Installing Deno $deno into $cache."
  npm install --prefix "$cache" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "deno@$deno" >/dev/null ||
    give_up "npm could not install Deno $deno."
}

install_naga() {
  if ! command -v cargo >/dev/null; then
    echo "Without naga, and without a cargo to build it, what it makes of the shaders is not tested."
    return
  fi
  echo "Building naga $naga into $cache; that takes minutes."
  limit=''
  if command -v timeout >/dev/null; then limit='timeout 300'; fi
  $limit cargo install --quiet --locked --root "$cache" --version "$naga" naga-cli ||
    echo "cargo could not build naga $naga: what it makes of the shaders is not tested."
}

has_version() {
  [ "$("$1" --version 2>/dev/null | head -n 1 | tr ' ' '\n' | grep -x "$2")" = "$2" ]
}

mkdir -p "$cache"
has_driver || install_driver
has_version "$cache/node_modules/.bin/deno" "$deno" || install_deno
has_version "$cache/bin/naga" "$naga" || has_version naga "$naga" || install_naga
