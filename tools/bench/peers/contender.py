"""How a peer talks to the benchmark: one JSON object a line, requests on stdin, answers on stdout.

{"command": "enter", "task": TASK} builds and warms up what a stage needs and answers {}.
{"command": "run"} does one PPO iteration and answers {"rollout": seconds, "update": seconds}.
"""

import json
import os
import sys
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Task:
    """One stage of the curriculum, as the benchmark describes it to every contender."""

    environments: int
    control_period: int
    """Steps of the building for each action."""
    exponent: int
    """Of the motion in the reward."""
    normalisation: dict
    """norm_obs, norm_reward."""
    net_arch: list
    log_std_init: float
    hyperparameters: dict
    step_map: numpy.ndarray
    """41 x 39: (state, force, ground acceleration) times this is the next state."""
    force_limit: float
    accelerations: numpy.ndarray
    """records x longest: m/s2, padded with zeros."""
    lengths: numpy.ndarray
    reward_scales: numpy.ndarray
    velocity_weight: float
    observed: numpy.ndarray
    """8: indices of the state that the policy sees, the roof's displacement and velocity first."""
    observation_bounds: numpy.ndarray

    @staticmethod
    def parse(task):
        lengths = numpy.array([len(record) for record in task["accelerations"]])
        padded = numpy.zeros((len(lengths), lengths.max()))
        for row, record in zip(padded, task["accelerations"]):
            row[: len(record)] = record
        size = len(task["B"])
        step_map = numpy.vstack([numpy.reshape(task["A"], (size, size)).T, task["B"], task["E"]])
        return Task(
            environments=task["environments"],
            control_period=task["controlPeriod"],
            exponent=task["exponent"],
            normalisation=task["normalisation"],
            net_arch=task["net_arch"],
            log_std_init=task["log_std_init"],
            hyperparameters=task["hyperparameters"],
            step_map=step_map,
            force_limit=task["forceLimit"],
            accelerations=padded,
            lengths=lengths,
            reward_scales=numpy.array(task["rewardScales"]),
            velocity_weight=task["velocityWeight"],
            observed=numpy.array(task["observed"]),
            observation_bounds=numpy.array(task["observationBounds"], dtype=numpy.float32),
        )


def serve(description, enter):
    """Answers requests until stdin ends.

    description: what the contender is, with its versions
    enter: from a Task to a function that does one iteration and returns its seconds (rollout, update)
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    # Whatever a library prints must not look like an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(value):
        answers.write(json.dumps(value) + "\n")

    answer({"description": description})
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        if request["command"] == "enter":
            run = enter(Task.parse(request["task"]))
            answer({})
        else:
            rollout, update = run()
            answer({"rollout": rollout, "update": update})
