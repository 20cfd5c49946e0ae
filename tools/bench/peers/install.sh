#!/bin/sh
# Makes a Python with JAX and optax for the benchmark: .venv-bench-jax. Exits with an error where the packages cannot be had.
#
#   install.sh cpu
#   install.sh cuda
set -eu
cd "$(dirname "$0")/../../.."
platform=${1:?usage: install.sh cpu|cuda}
venv=.venv-bench-jax

if JAX_PLATFORMS=$platform "$venv/bin/python" -c 'import jax, optax; jax.devices()' 2>/dev/null; then
  exit 0
fi

case $platform in
  cpu) jax='jax' ;;
  cuda) jax='jax[cuda12]' ;;
  *) echo "unknown platform: $platform" >&2; exit 2 ;;
esac
echo "Installing $jax into $venv." >&2

# What works for another platform stays until this one does.
before=$venv.before
restore() {
  status=$?
  if [ "$status" -ne 0 ] && [ -e "$before" ]; then
    rm -rf "$venv"
    mv "$before" "$venv"
  fi
  rm -rf "$before"
  exit "$status"
}
trap 'exit 130' INT
trap 'exit 143' TERM
rm -rf "$before"
[ ! -e "$venv" ] || mv "$venv" "$before"
trap restore EXIT

python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --upgrade "$jax" optax
JAX_PLATFORMS=$platform "$venv/bin/python" -c 'import jax, optax; jax.devices()'
