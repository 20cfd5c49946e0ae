"""Stable-Baselines3's PPO on the project's task: its own policy, buffer and loop; the environments in vectorised numpy.

usage: sb3_ppo.py DEVICE THREADS      (THREADS 0: as torch chooses)
"""

import sys
import time

import gymnasium
import numpy
import stable_baselines3
import torch
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import VecEnv, VecNormalize

from contender import serve


class Buildings(VecEnv):
    """All environments in one array: a step is one matrix product."""

    def __init__(self, task):
        bounds = task.observation_bounds
        super().__init__(
            task.environments,
            gymnasium.spaces.Box(-bounds, bounds, dtype=numpy.float32),
            gymnasium.spaces.Box(-1.0, 1.0, shape=(1,), dtype=numpy.float32),
        )
        self.task = task
        self.random = numpy.random.default_rng(0)
        self.size = task.step_map.shape[1]
        # Columns: state, control force, ground acceleration.
        self.inputs = numpy.zeros((self.num_envs, self.size + 2))
        self.record = numpy.zeros(self.num_envs, dtype=int)
        self.step_in_record = numpy.zeros(self.num_envs, dtype=int)
        self.returns = numpy.zeros(self.num_envs)

    def reset(self):
        self._restart(numpy.arange(self.num_envs))
        return self._observe()

    def step_async(self, actions):
        self.actions = actions

    def step_wait(self):
        task, inputs = self.task, self.inputs
        numpy.clip(self.actions[:, 0], -1.0, 1.0, out=inputs[:, self.size])
        inputs[:, self.size] *= task.force_limit
        rewards = numpy.zeros(self.num_envs)
        for _ in range(task.control_period):
            inputs[:, self.size + 1] = task.accelerations[self.record, self.step_in_record]
            inputs[:, : self.size] = inputs @ task.step_map
            observations = self._observe()
            motion = numpy.abs(observations[:, 0]) + task.velocity_weight * numpy.abs(observations[:, 1])
            rewards -= task.reward_scales[self.record] * motion**task.exponent
            self.step_in_record += 1
        self.returns += rewards
        dones = self.step_in_record >= task.lengths[self.record]
        infos = [{} for _ in range(self.num_envs)]
        if dones.any():
            ended = numpy.flatnonzero(dones)
            for i in ended:
                episode = {"r": self.returns[i], "l": self.step_in_record[i], "t": 0.0}
                infos[i] = {
                    "terminal_observation": observations[i].copy(),
                    "TimeLimit.truncated": True,
                    "episode": episode,
                }
            self._restart(ended)
            observations = self._observe()
        return observations, rewards.astype(numpy.float32), dones, infos

    def _restart(self, which):
        self.inputs[which, : self.size] = 0
        self.record[which] = self.random.integers(len(self.task.lengths), size=len(which))
        self.step_in_record[which] = 0
        self.returns[which] = 0

    def _observe(self):
        return self.inputs[:, self.task.observed].astype(numpy.float32)

    def close(self):
        pass

    def get_attr(self, attr_name, indices=None):
        return [getattr(self, attr_name)] * self.num_envs

    def set_attr(self, attr_name, value, indices=None):
        raise NotImplementedError

    def env_method(self, method_name, *args, indices=None, **kwargs):
        raise NotImplementedError

    def env_is_wrapped(self, wrapper_class, indices=None):
        return [False] * self.num_envs


class RolloutClock(BaseCallback):
    """Notes when the rollout ends."""

    def _on_rollout_end(self):
        self.rollout_end = time.perf_counter()

    def _on_step(self):
        return True


def enter(task, device):
    hyperparameters = task.hyperparameters
    buildings = Buildings(task)
    if any(task.normalisation.values()):
        buildings = VecNormalize(buildings, gamma=hyperparameters["gamma"], **task.normalisation)
    model = PPO(
        "MlpPolicy",
        buildings,
        device=device,
        seed=0,
        policy_kwargs={
            "net_arch": task.net_arch,
            "activation_fn": torch.nn.Tanh,
            "log_std_init": task.log_std_init,
        },
        **hyperparameters,
    )
    samples = hyperparameters["n_steps"] * task.environments

    def run():
        clock = RolloutClock()
        begin = time.perf_counter()
        model.learn(samples, callback=clock, log_interval=None, reset_num_timesteps=False)
        if device == "cuda":
            torch.cuda.synchronize()
        return clock.rollout_end - begin, time.perf_counter() - clock.rollout_end

    return run


def main():
    device, threads = sys.argv[1], int(sys.argv[2])
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit("torch sees no CUDA device")
    if threads:
        torch.set_num_threads(threads)
    place = torch.cuda.get_device_name() if device == "cuda" else f"{torch.get_num_threads()} thread(s)"
    serve(
        f"Stable-Baselines3 {stable_baselines3.__version__}, torch {torch.__version__}, {place}",
        lambda task: enter(task, device),
    )


if __name__ == "__main__":
    main()
