"""Asks the real Stable-Baselines3 for the learning rates of checkpoints.

usage: schedules.py RESULT.json CHECKPOINT.zip...

RESULT.json gets, by checkpoint, the learning rate at the progress remaining 1, 0.75, 0.5, 0.25, 0 and -0.1: once loaded,
and again after training on, saving and loading.
"""

import json
import sys

import gymnasium
import numpy
import torch

torch.set_num_threads(1)
if tuple(int(part) for part in torch.__version__.split(".")[:2]) < (2, 0):
    # The weights_only loader of torch 1 does not know the opcode BINFLOAT (pytorch#94670).
    load = torch.load
    torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})

from stable_baselines3 import PPO  # noqa: E402
from stable_baselines3.common.vec_env import DummyVecEnv  # noqa: E402

HIGH = numpy.array([5, 20, 5, 20, 5, 20, 15, 60], dtype=numpy.float32)


class Noise(gymnasium.Env):
    """The spaces of the task, without the task."""

    observation_space = gymnasium.spaces.Box(-HIGH, HIGH, dtype=numpy.float32)
    action_space = gymnasium.spaces.Box(-1.0, 1.0, (1,), numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.observation_space.sample(), {}

    def step(self, action):
        return self.observation_space.sample(), 0.0, False, False, {}


def rates(model):
    return [float(model.lr_schedule(progress)) for progress in (1, 0.75, 0.5, 0.25, 0, -0.1)]


result, *checkpoints = sys.argv[1:]
found = {}
for checkpoint in checkpoints:
    model = PPO.load(checkpoint, env=DummyVecEnv([Noise] * 4), device="cpu")
    loaded = rates(model)
    model.learn(1, reset_num_timesteps=False)
    model.save(checkpoint + ".again.zip")
    found[checkpoint] = {"loaded": loaded, "again": rates(PPO.load(checkpoint + ".again.zip", device="cpu"))}
json.dump(found, open(result, "w"))
