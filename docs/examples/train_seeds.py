"""Trains one run per seed as tasks of Ray: python docs/examples/train_seeds.py --seeds 0 1 2"""

import argparse
import subprocess
from pathlib import Path

import ray

ROOT = Path(__file__).resolve().parents[2]
THREADS = 2


@ray.remote(num_cpus=THREADS, max_retries=3, retry_exceptions=True)
def train(seed: int, preset: str, run_dir: Path) -> Path:
    run = f"seed{seed}"
    command = ["node", "bin/train.mjs", "--preset", preset, "--run-dir", str(run_dir)]
    command += ["--run-name", run, "--seed", str(seed), "--threads", str(THREADS)]
    command += ["--continue", "latest", "--log-interval", "0"]
    subprocess.run(command, cwd=ROOT, check=True)
    return run_dir / run / "final_v9_advanced.zip"


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=range(10))
    parser.add_argument("--preset", default="v9")
    parser.add_argument("--run-dir", type=Path, default=ROOT / "models/rl_v9_advanced")
    options = parser.parse_args()
    run_dir = options.run_dir.resolve()

    ray.init()
    for model in ray.get([train.remote(seed, options.preset, run_dir) for seed in options.seeds]):
        print(model)
