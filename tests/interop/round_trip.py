"""Opens a checkpoint with the real Stable-Baselines3, goes on training with it and saves it again.

usage: round_trip.py CHECKPOINT.zip OBSERVATIONS.json RESULT.json TRAINED.zip

OBSERVATIONS.json holds a list of observations; RESULT.json gets the versions, the counters and the deterministic
action for each observation.
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

import stable_baselines3  # noqa: E402
from stable_baselines3 import PPO  # noqa: E402


class Oscillators(gymnasium.Env):
    """Oscillators that the action pushes, one for each place that is observed: the spaces of the task, without the task."""

    def __init__(self, space):
        self.observation_space = space
        self.action_space = gymnasium.spaces.Box(-1.0, 1.0, shape=(1,), dtype=numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        self.state = (self.np_random.uniform(-0.2, 0.2, size=self.observation_space.shape) * self.observation_space.high).astype(numpy.float32)
        return self.state.copy(), {}

    def step(self, action):
        self.steps += 1
        displacement, velocity = self.state[0::2], self.state[1::2]
        velocity += 0.02 * (numpy.float32(action[0]) - displacement)
        displacement += 0.02 * velocity
        return self.state.copy(), -float(abs(displacement[0])), False, self.steps == 200, {}


checkpoint, observations, result, trained = sys.argv[1:]
space = PPO.load(checkpoint, device="cpu").observation_space
environments = stable_baselines3.common.env_util.make_vec_env(lambda: Oscillators(space), n_envs=2)
model = PPO.load(checkpoint, env=environments, device="cpu")
loaded = {"num_timesteps": model.num_timesteps, "n_updates": model._n_updates}
actions, _ = model.predict(numpy.array(json.load(open(observations)), dtype=numpy.float32), deterministic=True)
model.learn(2048, reset_num_timesteps=False)
model.save(trained)
weights = {name: tensor.numpy().reshape(-1)[:4].tolist() for name, tensor in model.policy.state_dict().items()}
json.dump(
    {
        "versions": f"stable-baselines3 {stable_baselines3.__version__}, torch {torch.__version__}",
        **loaded,
        "actions": actions.reshape(-1).tolist(),
        "trained_timesteps": model.num_timesteps,
        "trained_weights": weights,
    },
    open(result, "w"),
)
