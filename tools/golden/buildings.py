"""Writes tests/golden/buildings.json: trajectories of the frames in tests/support/buildings.ts, computed independently.

Newmark's method in its displacement form (Chopra, table 5.4.2) with NumPy in float64, and modes by scipy.linalg.eigh:
nothing of the program's own code, which steps in accelerations. Run: python tools/golden/buildings.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import eigh

DT = 0.02
BETA, GAMMA = 1 / 4, 1 / 2
STEPS = 1000


def storeys_of(count):
    """Masses (kg) and stiffnesses (N/m), by the formulas of tests/support/buildings.ts."""
    i = np.arange(count)
    masses = 150_000 + 5_000 * ((7 * i) % 5)
    stiffnesses = 2e8 * (1 - 0.5 * i / count) + 1e6 * ((3 * i) % 4)
    return masses.astype(float), stiffnesses


def frame(count):
    masses, stiffnesses = storeys_of(count)
    k = np.zeros((count, count))
    for i, value in enumerate(stiffnesses):
        k[i, i] += value
        if i > 0:
            k[i - 1, i - 1] += value
            k[i - 1, i] -= value
            k[i, i - 1] -= value
    return np.diag(masses), k


def modal(m, k, ratios):
    squares, shapes = eigh(k, m)
    omegas = np.sqrt(squares)
    zeta = np.array([ratios[min(j, len(ratios) - 1)] for j in range(len(omegas))])
    return m @ shapes @ np.diag(2 * zeta * omegas) @ shapes.T @ m


def rayleigh(m, k, ratios):
    omegas = np.sqrt(eigh(k, m, eigvals_only=True))
    if len(omegas) == 1:
        return 2 * ratios[0] / omegas[0] * k
    first, second = omegas[:2]
    system = np.array([[1 / (2 * first), first / 2], [1 / (2 * second), second / 2]])
    alpha, beta = np.linalg.solve(system, ratios)
    return alpha * m + beta * k


def with_damper(m, c, k, floor):
    """The damper as the last degree of freedom, on a floor counted from 1."""
    count = len(m)
    mass, stiffness, damping = 3_000 * count, 150_000, 9_000
    padded = [np.pad(matrix, ((0, 1), (0, 1))) for matrix in (m, c, k)]
    padded[0][count, count] = mass
    for matrix, value in ((padded[1], damping), (padded[2], stiffness)):
        for place in (floor - 1, count):
            matrix[place, place] += value
        matrix[floor - 1, count] -= value
        matrix[count, floor - 1] -= value
    return padded


def newmark(m, c, k, load):
    """Displacements at the ends of the steps; load[j] acts at the end of step j, and at its beginning load[j - 1]."""
    size = len(m)
    d = v = a = np.zeros(size)
    effective = k + GAMMA / (BETA * DT) * c + m / (BETA * DT**2)
    out = []
    for p in load:
        right = (
            p
            + m @ (d / (BETA * DT**2) + v / (BETA * DT) + (1 / (2 * BETA) - 1) * a)
            + c @ (GAMMA / (BETA * DT) * d + (GAMMA / BETA - 1) * v + DT * (GAMMA / (2 * BETA) - 1) * a)
        )
        new = np.linalg.solve(effective, right)
        velocity = GAMMA / (BETA * DT) * (new - d) + (1 - GAMMA / BETA) * v + DT * (1 - GAMMA / (2 * BETA)) * a
        a = (new - d) / (BETA * DT**2) - v / (BETA * DT) - (1 / (2 * BETA) - 1) * a
        d, v = new, velocity
        out.append(d)
    return np.array(out)


def case(count, damping, floor):
    m, k = frame(count)
    c = damping(m, k)
    frequencies = np.sqrt(eigh(k, m, eigvals_only=True)) / (2 * np.pi)
    m, c, k = with_damper(m, c, k, floor)
    j = np.arange(STEPS)
    t = DT * j
    ground = 3 * np.sin(2 * np.pi * 1.5 * t) * np.exp(-0.1 * t)
    force = 150_000 * np.sin(0.7 * j)
    load = -np.outer(ground, m.sum(axis=1))
    load[:, count] += force
    load[:, floor - 1] -= force
    displacement = newmark(m, c, k, load)
    samples = [0, 1, 49, 249, STEPS - 1]
    return {
        "storeys": count,
        "frequencies_Hz": frequencies[:3].tolist(),
        "damping_diagonal": np.diag(c).tolist(),
        "peaks_m": np.abs(displacement).max(axis=0).tolist(),
        "samples": [{"step": step, "displacement_m": displacement[step].tolist()} for step in samples],
    }


CASES = [
    case(1, lambda m, k: rayleigh(m, k, [0.02, 0.02]), 1),
    case(5, lambda m, k: modal(m, k, [0.01, 0.02, 0.03]), 5),
    case(20, lambda m, k: rayleigh(m, k, [0.02, 0.03]), 18),
]
path = Path(__file__).parent / "../../tests/golden/buildings.json"
path.write_text(json.dumps({"steps": STEPS, "cases": CASES}, indent=2) + "\n")
