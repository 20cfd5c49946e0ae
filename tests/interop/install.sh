#!/bin/sh
# Makes .venv-interop, a Python with Stable-Baselines3, for the interop tests: Debian's torch is a tenth of PyPI's in
# size, and this release of Stable-Baselines3 accepts it. Exits with an error where the packages cannot be had.
set -eu
cd "$(dirname "$0")/../.."
venv=.venv-interop

if "$venv/bin/python" -c 'import torch, stable_baselines3' 2>/dev/null; then
  exit 0
fi
command -v apt-get >/dev/null || { echo 'The interop tests take torch from Debian, and there is no apt-get here.'; exit 1; }
if ! /usr/bin/python3 -c 'import torch, venv, pandas, matplotlib' 2>/dev/null; then
  sudo=''
  [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
  echo 'Installing python3-torch for the interop tests.'
  $sudo apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q python3-torch python3-venv python3-pandas python3-matplotlib >/dev/null
fi
/usr/bin/python3 -m venv --clear --system-site-packages "$venv"
"$venv/bin/pip" install --quiet --no-deps \
  stable-baselines3==2.8.0 gymnasium==1.3.0 cloudpickle==3.1.2 farama-notifications==0.0.6 typing_extensions==4.15.0
