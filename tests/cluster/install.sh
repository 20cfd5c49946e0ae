#!/bin/sh
# Gets what the tests of docs/examples need: Ray from PyPI, into .venv-cluster (285 MB), and Slurm's daemons from Debian
# (13 MB), of which the tests make a cluster of one node. Exits with an error where neither can be had; where one is missing,
# its tests are skipped by name.
set -eu
cd "$(dirname "$0")/../.."
venv=.venv-cluster
ray=2.60.0

has_ray() {
  [ "$("$venv/bin/python" -c 'import ray; print(ray.__version__)' 2>/dev/null)" = "$ray" ]
}

has_slurm() {
  PATH=$PATH:/usr/sbin command -v slurmctld >/dev/null && PATH=$PATH:/usr/sbin command -v slurmd >/dev/null
}

install_ray() {
  echo "Installing Ray $ray into $venv."
  python3 -m venv --clear "$venv" && "$venv/bin/pip" install --quiet "ray==$ray" ||
    echo "Ray $ray cannot be had: its tests are skipped."
}

install_slurm() {
  if ! command -v apt-get >/dev/null; then
    echo 'There is neither a Slurm nor an apt-get to install it: its tests are skipped.'
    return
  fi
  sudo=''
  [ "$(id -u)" -eq 0 ] || sudo='sudo -n'
  echo "Installing Slurm's daemons for the tests of its script."
  { $sudo apt-get update -q >/dev/null &&
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -q -o DPkg::Lock::Timeout=120 --no-install-recommends \
      slurmctld slurmd slurm-client >/dev/null; } ||
    echo 'apt-get could not install slurmctld and slurmd: their tests are skipped.'
}

has_ray || install_ray
has_slurm || install_slurm
has_ray || has_slurm
