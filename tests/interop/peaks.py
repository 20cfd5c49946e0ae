"""Plays a checkpoint's policy on records with the real Stable-Baselines3.

usage: peaks.py CHECKPOINT.zip TASK.json RESULT.json

TASK.json holds the building's step map x' = A x + B u + E ag, which entries of x the policy sees and which is the roof's
displacement, the force limit (N), the steps for which an action is held, and ground accelerations (m/s2). RESULT.json
gets the peak roof displacement (m) under each.
"""

import json
import sys

import numpy
import torch

torch.set_num_threads(1)
if tuple(int(part) for part in torch.__version__.split(".")[:2]) < (2, 0):
    # The weights_only loader of torch 1 does not know the opcode BINFLOAT (pytorch#94670).
    load = torch.load
    torch.load = lambda *args, **kwargs: load(*args, **{**kwargs, "weights_only": False})

from stable_baselines3 import PPO  # noqa: E402

checkpoint, task_file, result = sys.argv[1:]
task = json.load(open(task_file))
A = numpy.array(task["A"]).reshape(39, 39)
B, E = numpy.array(task["B"]), numpy.array(task["E"])
model = PPO.load(checkpoint, device="cpu")


def peak(accelerations):
    x = numpy.zeros(39)
    force = 0.0
    most = 0.0
    for step, ground in enumerate(accelerations):
        if step % task["control_period"] == 0:
            observation = x[task["observed"]].astype(numpy.float32)
            action, _ = model.predict(observation, deterministic=True)
            force = task["force_limit"] * float(action[0])
        x = A @ x + B * force + E * ground
        most = max(most, abs(x[task["roof"]]))
    return most


json.dump([peak(accelerations) for accelerations in task["accelerations"]], open(result, "w"))
