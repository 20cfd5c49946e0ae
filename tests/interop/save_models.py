"""Saves models of many kinds with the real Stable-Baselines3, each trained for a moment.

usage: save_models.py FOLDER
"""

import sys

import gymnasium
import numpy
import torch
from gymnasium.spaces import Box, Dict, Discrete
from stable_baselines3 import A2C, DQN, PPO, SAC
from stable_baselines3.common.utils import LinearSchedule, get_linear_fn
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

torch.set_num_threads(1)
HIGH = numpy.array([5, 20, 5, 20, 5, 20, 15, 60], dtype=numpy.float32)


class Noise(gymnasium.Env):
    """Any spaces, no task."""

    def __init__(self, observation_space=None, action_space=None):
        self.observation_space = observation_space or Box(-HIGH, HIGH, dtype=numpy.float32)
        self.action_space = action_space or Box(-1.0, 1.0, (1,), numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps = 0
        return self.observation_space.sample(), {}

    def step(self, action):
        self.steps += 1
        return self.observation_space.sample(), 0.0, False, self.steps == 50, {}


def environments(**spaces):
    return DummyVecEnv([lambda: Noise(**spaces)] * 2)


folder = sys.argv[1]


def save(name, algorithm=PPO, env=None, policy="MlpPolicy", timesteps=128, **arguments):
    if algorithm is PPO:
        arguments = {"n_steps": 32, "batch_size": 32, "n_epochs": 2, **arguments}
    model = algorithm(policy, env or environments(), device="cpu", **arguments)
    if timesteps:
        model.learn(timesteps)
    model.save(f"{folder}/{name}.zip")


save("plain", seed=3)
save("untrained", timesteps=0)
save("relu", policy_kwargs={"activation_fn": torch.nn.ReLU, "net_arch": [48, 32]})
save("same_towers", policy_kwargs={"net_arch": {"pi": [32], "vf": [32]}})
save("linear_fn", learning_rate=get_linear_fn(1e-3, 1e-5, 1.0))
save("linear_schedule", learning_rate=LinearSchedule(1e-3, 0.0, 1.0), clip_range=LinearSchedule(0.2, 0.1, 1.0))
save("lambda", learning_rate=lambda progress: 3e-4 * progress)
save("numpy_lambda", learning_rate=lambda progress: 3e-4 * numpy.sqrt(progress))
save("unbounded", env=environments(observation_space=Box(-numpy.inf, numpy.inf, (8,), numpy.float32)))
save("adam_options", policy_kwargs={"optimizer_kwargs": {"eps": 1e-7, "weight_decay": 0.01}})

save("refused_towers", policy_kwargs={"net_arch": {"pi": [32], "vf": [64]}})
save("refused_width", policy_kwargs={"net_arch": [600]})
save("refused_depth", policy_kwargs={"net_arch": [16] * 5})
save("refused_activation", policy_kwargs={"activation_fn": torch.nn.ELU})
save("refused_optimizer", policy_kwargs={"optimizer_class": torch.optim.RMSprop})
save("refused_gsde", use_sde=True)
save("refused_vecnormalize", env=VecNormalize(environments()))
save("refused_observations", env=environments(observation_space=Box(-1.0, 1.0, (9,), numpy.float32)))
save("refused_actions", env=environments(action_space=Box(-2.0, 2.0, (1,), numpy.float32)))
save("refused_discrete", env=environments(action_space=Discrete(3)))
save(
    "refused_dictionary",
    policy="MultiInputPolicy",
    env=environments(observation_space=Dict(a=Box(-1.0, 1.0, (8,), numpy.float32))),
)
save("refused_cnn", policy="CnnPolicy", env=environments(observation_space=Box(0, 255, (3, 36, 36), numpy.uint8)))
save("refused_a2c", algorithm=A2C)
save("refused_sac", algorithm=SAC)
save("refused_dqn", algorithm=DQN, env=environments(action_space=Discrete(3)))
