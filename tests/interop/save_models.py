"""Saves models of many kinds with the real Stable-Baselines3, each trained for a moment.

usage: save_models.py FOLDER
"""

import sys

import gymnasium
import numpy
import torch
from gymnasium.spaces import Box, Dict, Discrete
from stable_baselines3 import A2C, DDPG, DQN, PPO, SAC, TD3
from stable_baselines3.common.policies import ActorCriticPolicy
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.utils import get_linear_fn
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

try:
    from stable_baselines3.common.utils import LinearSchedule
except ImportError:  # before 2.7
    LinearSchedule = get_linear_fn

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


class OwnPolicy(ActorCriticPolicy):
    pass


class OwnExtractor(BaseFeaturesExtractor):
    def __init__(self, observation_space):
        super().__init__(observation_space, 8)

    def forward(self, observations):
        return observations


def cosine_schedule(initial_value, final_value):
    def func(progress_remaining):
        decay = 0.5 * (1 + numpy.cos(numpy.pi * (1.0 - progress_remaining)))
        return final_value + (initial_value - final_value) * decay

    return func


def linear_schedule(initial_value):
    def func(progress_remaining):
        return progress_remaining * initial_value

    return func


def environments(**spaces):
    return DummyVecEnv([lambda: Noise(**spaces)] * 2)


folder = sys.argv[1]


def save(name, algorithm=PPO, env=None, policy="MlpPolicy", timesteps=128, exclude=None, **arguments):
    if algorithm is PPO:
        arguments = {"n_steps": 32, "batch_size": 32, "n_epochs": 2, **arguments}
    model = algorithm(policy, env or environments(), device="cpu", **arguments)
    if timesteps:
        model.learn(timesteps)
    model.save(f"{folder}/{name}.zip", exclude=exclude)


save("plain", seed=3)
save("untrained", timesteps=0)
save("relu", policy_kwargs={"activation_fn": torch.nn.ReLU, "net_arch": [48, 32]})
save("same_towers", policy_kwargs={"net_arch": {"pi": [32], "vf": [32]}})
save("linear_fn", learning_rate=get_linear_fn(1e-3, 1e-5, 1.0))
save("linear_schedule", learning_rate=LinearSchedule(1e-3, 0.0, 1.0), clip_range=LinearSchedule(0.2, 0.1, 1.0))
save("lambda", learning_rate=lambda progress: 3e-4 * progress)
save("numpy_lambda", learning_rate=lambda progress: 3e-4 * numpy.sqrt(progress))
save("cosine_function", learning_rate=cosine_schedule(3e-4, 2e-4))
save("linear_function", learning_rate=linear_schedule(5e-4))
save("numpy_numbers", n_steps=numpy.int64(32), ent_coef=numpy.float32(0.25), gamma=numpy.float64(0.98))
save("without_clip_range", exclude=["clip_range"])
save("vecnormalize_rewards", env=VecNormalize(environments(), norm_obs=False))
save("unbounded", env=environments(observation_space=Box(-numpy.inf, numpy.inf, (8,), numpy.float32)))
save("adam_options", policy_kwargs={"optimizer_kwargs": {"eps": 1e-7, "weight_decay": 0.01}})

save("refused_towers", policy_kwargs={"net_arch": {"pi": [32], "vf": [64]}})
save("refused_width", policy_kwargs={"net_arch": [600]})
save("refused_depth", policy_kwargs={"net_arch": [16] * 5})
save("refused_activation", policy_kwargs={"activation_fn": torch.nn.ELU})
save("refused_optimizer", policy_kwargs={"optimizer_class": torch.optim.RMSprop})
save("refused_gsde", use_sde=True)
save("refused_own_policy", policy=OwnPolicy)
save("refused_own_extractor", policy_kwargs={"features_extractor_class": OwnExtractor})
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
one = DummyVecEnv([Noise])
save("refused_sac", algorithm=SAC, env=one)
save("refused_td3", algorithm=TD3, env=one)
save("refused_ddpg", algorithm=DDPG, env=one)
save("refused_dqn", algorithm=DQN, env=DummyVecEnv([lambda: Noise(action_space=Discrete(3))]))
