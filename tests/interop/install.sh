#!/bin/sh
# Makes a Python with the real Stable-Baselines3 for the interop tests. Exits with an error where the packages cannot
# be had.
#
#   install.sh newest   .venv-interop-newest: the newest Stable-Baselines3 and torch of PyPI (5.4 GB, with CUDA)
#   install.sh light    .venv-interop-light: Debian's torch, a tenth in size, and a Stable-Baselines3 that accepts it
#   install.sh 2.0      .venv-interop-2.0: the same with Stable-Baselines3 2.0
#   install.sh 2.3      .venv-interop-2.3: the same with Stable-Baselines3 2.3
set -eu
cd "$(dirname "$0")/../.."
stack=${1:?usage: install.sh newest|light|2.0|2.3}
venv=.venv-interop-$stack

if "$venv/bin/python" -c 'import torch, stable_baselines3, tensorboard, pandas' 2>/dev/null; then
  exit 0
fi

install_newest() {
  python3 -m venv --clear "$venv"
  # Stable-Baselines3 brought pandas up to 2.8.
  "$venv/bin/pip" install --quiet --upgrade stable-baselines3 torch tensorboard pandas
}

# usage: install_light STABLE_BASELINES3_VERSION GYMNASIUM_VERSION
install_light() {
  command -v apt-get >/dev/null || { echo 'The light stack takes torch from Debian, and there is no apt-get here.'; exit 1; }
  if ! /usr/bin/python3 -c 'import torch, venv, pandas, matplotlib' 2>/dev/null; then
    sudo=''
    [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
    echo 'Installing python3-torch for the interop tests.'
    $sudo apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q python3-torch python3-venv python3-pandas python3-matplotlib >/dev/null
  fi
  /usr/bin/python3 -m venv --clear --system-site-packages "$venv"
  "$venv/bin/pip" install --quiet --no-deps \
    "stable-baselines3==$1" "gymnasium==$2" cloudpickle==3.1.2 farama-notifications==0.0.6 typing_extensions==4.15.0
  "$venv/bin/pip" install --quiet tensorboard==2.20.0
}

echo "Installing the $stack Stable-Baselines3 into $venv."
case $stack in
  newest) install_newest ;;
  light) install_light 2.8.0 1.3.0 ;;
  2.0) install_light 2.0.0 0.28.1 ;;
  2.3) install_light 2.3.2 0.29.1 ;;
  *) echo "unknown stack: $stack" >&2; exit 2 ;;
esac
"$venv/bin/python" -c 'import torch, stable_baselines3, tensorboard, pandas'
