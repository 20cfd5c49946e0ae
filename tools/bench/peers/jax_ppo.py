"""PPO in JAX, written for the benchmark: the whole iteration under one jit, environments included.

In the manner of CleanRL and PureJaxRL: rollout, advantages and the epochs of minibatches are scans. Networks, losses
and batch sizes are those of the other contenders. As in the project's own engines, the critic values the whole
rollout in one batch.

usage: jax_ppo.py PLATFORM      (cpu or cuda)
"""

import os
import sys
import time
from typing import NamedTuple

os.environ["JAX_PLATFORMS"] = sys.argv[1]
# The other contenders need memory of the GPU too.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402
from jax import lax  # noqa: E402

from contender import serve  # noqa: E402


class Buildings(NamedTuple):
    """All environments, one row each."""

    state: jax.Array
    record: jax.Array
    step: jax.Array


class Rollout(NamedTuple):
    """n_steps x environments; `final_observation` is the one before a reset."""

    observation: jax.Array
    action: jax.Array
    log_probability: jax.Array
    reward: jax.Array
    done: jax.Array
    final_observation: jax.Array


class Batch(NamedTuple):
    observation: jax.Array
    action: jax.Array
    log_probability: jax.Array
    value: jax.Array
    advantage: jax.Array
    returns: jax.Array


class Statistics(NamedTuple):
    """What earlier rollouts were like: an iteration sees one scale throughout, as in the project's own engines."""

    mean: jax.Array
    variance: jax.Array
    """Of observations."""
    return_variance: jax.Array
    """Of discounted returns."""
    count: jax.Array


def merged(statistics, observations, returns):
    """The statistics with a rollout's, n_steps x environments, added."""
    size = jnp.float32(returns.size)
    total = statistics.count + size
    mean = observations.mean((0, 1))
    change = mean - statistics.mean
    parts = statistics.variance * statistics.count + observations.var((0, 1)) * size
    variance = (parts + change**2 * statistics.count * size / total) / total
    return_variance = (statistics.return_variance * statistics.count + returns.var() * size) / total
    return Statistics(statistics.mean + change * size / total, variance, return_variance, total)


class Learner(NamedTuple):
    policy: dict
    optimizer: optax.OptState
    buildings: Buildings
    statistics: Statistics
    key: jax.Array


def initial_tower(key, sizes, head_gain):
    gains = [2**0.5] * (len(sizes) - 2) + [head_gain]
    keys = jax.random.split(key, len(gains))
    return [
        (jax.nn.initializers.orthogonal(gain)(key, (fan_in, fan_out)), jnp.zeros(fan_out))
        for key, gain, fan_in, fan_out in zip(keys, gains, sizes[:-1], sizes[1:])
    ]


def tower(layers, x):
    for weight, bias in layers[:-1]:
        x = jnp.tanh(x @ weight + bias)
    weight, bias = layers[-1]
    return (x @ weight + bias)[..., 0]


def log_density(action, mean, log_std):
    return -0.5 * ((action - mean) / jnp.exp(log_std)) ** 2 - log_std - 0.5 * jnp.log(2 * jnp.pi)


def make_environment(task):
    """step(buildings, action, drawn records) -> buildings, observation before a reset, reward, done."""
    step_map, accelerations, reward_scales = (
        jnp.asarray(values, jnp.float32) for values in (task.step_map, task.accelerations, task.reward_scales)
    )
    lengths, observed = jnp.asarray(task.lengths), jnp.asarray(task.observed)

    def observe(buildings):
        return buildings.state[:, observed]

    def step(buildings, action, drawn):
        force = task.force_limit * jnp.clip(action, -1.0, 1.0)
        moved, reward = buildings, 0.0
        for _ in range(task.control_period):
            ground = accelerations[moved.record, moved.step]
            inputs = jnp.concatenate([moved.state, force[:, None], ground[:, None]], axis=1)
            moved = Buildings(
                jnp.dot(inputs, step_map, precision=lax.Precision.HIGHEST), moved.record, moved.step + 1
            )
            observation = observe(moved)
            motion = jnp.abs(observation[:, 0]) + task.velocity_weight * jnp.abs(observation[:, 1])
            reward -= reward_scales[moved.record] * motion**task.exponent
        done = moved.step >= lengths[buildings.record]
        after = Buildings(
            jnp.where(done[:, None], 0.0, moved.state),
            jnp.where(done, drawn, moved.record),
            jnp.where(done, 0, moved.step),
        )
        return after, observation, reward, done

    return observe, step


def make_collect(task):
    """collect(learner) -> learner, Batch: the rollout with its values, advantages and returns."""
    observe, step = make_environment(task)
    n_steps, count = task.hyperparameters["n_steps"], task.environments
    gamma, gae_lambda = task.hyperparameters["gamma"], task.hyperparameters["gae_lambda"]
    most_ends = count * (n_steps * task.control_period // int(task.lengths.min()) + 1)

    def collect(learner):
        policy, statistics = learner.policy, learner.statistics
        std = jnp.exp(policy["log_std"])

        def seen(observation):
            if not task.normalisation["norm_obs"]:
                return observation
            return (observation - statistics.mean) / jnp.sqrt(statistics.variance + 1e-8)

        key, noise_key, record_key = jax.random.split(learner.key, 3)
        noise = jax.random.normal(noise_key, (n_steps, count))
        draws = jax.random.randint(record_key, (n_steps, count), 0, len(task.lengths))

        def act(buildings, inputs):
            noise, drawn = inputs
            raw = observe(buildings)
            observation = seen(raw)
            mean = tower(policy["actor"], observation)
            action = mean + std * noise
            after, final_observation, reward, done = step(buildings, action, drawn)
            log_probability = log_density(action, mean, policy["log_std"])
            rollout = Rollout(observation, action, log_probability, reward, done, seen(final_observation))
            return after, (rollout, raw)

        buildings, (rollout, raw) = lax.scan(act, learner.buildings, (noise, draws))
        if task.normalisation["norm_reward"]:

            def discount(returned, inputs):
                reward, done = inputs
                returned = gamma * returned + reward
                return jnp.where(done, 0.0, returned), returned

            _, returns = lax.scan(discount, jnp.zeros(count), (rollout.reward, rollout.done))
            scale = 1 / jnp.sqrt(statistics.return_variance + 1e-8)
            rollout = rollout._replace(reward=rollout.reward * scale)
            statistics = merged(statistics, raw, returns)
        elif task.normalisation["norm_obs"]:
            statistics = merged(statistics, raw, rollout.reward)
        values = tower(policy["critic"], rollout.observation)
        last_value = tower(policy["critic"], seen(observe(buildings)))
        # A truncated episode would have gone on: the critic guesses what it would still have earned.
        ends = jnp.nonzero(rollout.done, size=most_ends, fill_value=(0, 0))
        guesses = gamma * tower(policy["critic"], rollout.final_observation[ends])
        rewards = rollout.reward.at[ends].add(jnp.where(rollout.done[ends], guesses, 0.0))

        def accumulate(carry, inputs):
            advantage, next_value = carry
            reward, done, value = inputs
            goes_on = 1.0 - done
            delta = reward + gamma * goes_on * next_value - value
            advantage = delta + gamma * gae_lambda * goes_on * advantage
            return (advantage, value), advantage

        start = (jnp.zeros(count), last_value)
        _, advantages = lax.scan(accumulate, start, (rewards, rollout.done, values), reverse=True)
        batch = Batch(
            rollout.observation, rollout.action, rollout.log_probability, values, advantages, advantages + values
        )
        flat = jax.tree.map(lambda x: x.reshape(n_steps * count, *x.shape[2:]), batch)
        return learner._replace(buildings=buildings, statistics=statistics, key=key), flat

    return collect


def make_optimizer(hyperparameters):
    return optax.chain(
        optax.clip_by_global_norm(hyperparameters["max_grad_norm"]),
        optax.adam(hyperparameters["learning_rate"], eps=1e-5),
    )


def make_loss(hyperparameters):
    clip_range, clip_range_vf = hyperparameters["clip_range"], hyperparameters["clip_range_vf"]

    def loss(policy, batch):
        advantage = (batch.advantage - batch.advantage.mean()) / (batch.advantage.std(ddof=1) + 1e-8)
        mean = tower(policy["actor"], batch.observation)
        ratio = jnp.exp(log_density(batch.action, mean, policy["log_std"]) - batch.log_probability)
        clipped_ratio = jnp.clip(ratio, 1 - clip_range, 1 + clip_range)
        policy_loss = -jnp.minimum(advantage * ratio, advantage * clipped_ratio).mean()
        value = tower(policy["critic"], batch.observation)
        if clip_range_vf is not None:
            value = batch.value + jnp.clip(value - batch.value, -clip_range_vf, clip_range_vf)
        value_loss = ((batch.returns - value) ** 2).mean()
        entropy = 0.5 + 0.5 * jnp.log(2 * jnp.pi) + policy["log_std"]
        return (
            policy_loss - hyperparameters["ent_coef"] * entropy + hyperparameters["vf_coef"] * value_loss
        )

    return loss


def make_update(task):
    """update(learner, batch) -> learner: `n_epochs` passes in shuffled minibatches."""
    hyperparameters = task.hyperparameters
    samples = hyperparameters["n_steps"] * task.environments
    minibatches = samples // hyperparameters["batch_size"]
    assert minibatches * hyperparameters["batch_size"] == samples, "whole minibatches only"
    gradient = jax.grad(make_loss(hyperparameters))
    optimizer = make_optimizer(hyperparameters)

    def update(learner, batch):
        key, order_key = jax.random.split(learner.key)

        def learn(carry, indices):
            policy, state = carry
            minibatch = jax.tree.map(lambda x: x[indices], batch)
            changes, state = optimizer.update(gradient(policy, minibatch), state)
            return (optax.apply_updates(policy, changes), state), None

        def epoch(carry, key):
            order = jax.random.permutation(key, samples).reshape(minibatches, -1)
            return lax.scan(learn, carry, order)

        carry = (learner.policy, learner.optimizer)
        keys = jax.random.split(order_key, hyperparameters["n_epochs"])
        (policy, state), _ = lax.scan(epoch, carry, keys)
        return learner._replace(policy=policy, optimizer=state, key=key)

    return update


def initial_learner(task):
    key, actor_key, critic_key, record_key = jax.random.split(jax.random.key(0), 4)
    sizes = [len(task.observed), *task.net_arch, 1]
    policy = {
        "actor": initial_tower(actor_key, sizes, 0.01),
        "critic": initial_tower(critic_key, sizes, 1.0),
        "log_std": jnp.float32(task.log_std_init),
    }
    count = task.environments
    buildings = Buildings(
        state=jnp.zeros((count, task.step_map.shape[1])),
        record=jax.random.randint(record_key, (count,), 0, len(task.lengths)),
        step=jnp.zeros(count, jnp.int32),
    )
    seen = jnp.zeros(len(task.observed))
    statistics = Statistics(seen, seen + 1, jnp.float32(1), jnp.float32(1e-4))
    return Learner(policy, make_optimizer(task.hyperparameters).init(policy), buildings, statistics, key)


def enter(task):
    collect, update = make_collect(task), make_update(task)
    iterate = jax.jit(lambda learner: update(*collect(learner)))
    collect_alone, update_alone = jax.jit(collect), jax.jit(update)
    learner = initial_learner(task)

    def timed(compute, *inputs):
        begin = time.perf_counter()
        result = jax.block_until_ready(compute(*inputs))
        return time.perf_counter() - begin, result

    def run():
        """The iteration under one jit; how it divides is seen from its halves, each run alone before it."""
        nonlocal learner
        rollout, collected = timed(collect_alone, learner)
        update, _ = timed(update_alone, *collected)
        whole, learner = timed(iterate, learner)
        return whole * rollout / (rollout + update), whole * update / (rollout + update)

    run()  # compiles
    return run


if __name__ == "__main__":
    devices = ", ".join(device.device_kind for device in jax.devices())
    serve(f"JAX {jax.__version__} on {devices}", enter)
