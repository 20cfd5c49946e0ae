"""Smallest possible peaks of a building whose damper may not pass a stroke, by linear programming.

Reads from standard input {"hold": steps, "roof": [...], "stroke": [...], "records": [{"limit": N, "strokeLimit": m, "roof":
[...], "stroke": [...]}]}: the responses (m) after each step to a force of 1 N held for the first `hold` steps, and of each
record the uncontrolled ones. Writes for each record the smallest max |roof displacement| under |force| <= limit, held
for `hold` steps at a time, and |stroke| <= strokeLimit, or null where no force keeps that. As in smallest_peaks.py, constraints
are added where a response passes its bound until none does by more than TOLERANCE: the peak is a lower bound.
Needs numpy and scipy (HiGHS).
"""

import json
import sys

import numpy as np
from scipy.optimize import linprog

TOLERANCE = 2e-3
MAX_ROUNDS = 100


def passing(response, bound):
    """Places where |response| has a local extreme beyond the bound, each with its sign."""
    size = np.abs(response)
    inner = np.arange(1, len(size) - 1)
    found = inner[(size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:])]
    places = np.append(found, size.argmax())
    return {(int(k), float(np.sign(response[k]))) for k in places if size[k] > bound}


def smallest_peak(record, roof, stroke, hold):
    free_roof, free_stroke = np.array(record["roof"]), np.array(record["stroke"])
    steps, limit = len(free_roof), record["limit"]
    starts = np.arange(0, steps, hold)

    def rows_of(places, impulse, last):
        matrix = np.zeros((len(places), len(starts) + 1))
        for row, (k, sign) in enumerate(places):
            count = k // hold + 1
            matrix[row, :count] = sign * limit * impulse[k - starts[:count]]
            matrix[row, -1] = last
        return matrix

    roof_places = passing(free_roof, 0.8 * np.abs(free_roof).max())
    stroke_places = passing(free_stroke, 0.5 * record["strokeLimit"])
    for _ in range(MAX_ROUNDS):
        on_roof, on_stroke = sorted(roof_places), sorted(stroke_places)
        matrix = np.vstack([rows_of(on_roof, roof, -1), rows_of(on_stroke, stroke, 0)])
        offsets = [-sign * free_roof[k] for k, sign in on_roof]
        offsets += [record["strokeLimit"] - sign * free_stroke[k] for k, sign in on_stroke]
        cost = np.append(np.zeros(len(starts)), 1)
        bounds = [(-1, 1)] * len(starts) + [(0, None)]
        solution = linprog(cost, A_ub=matrix, b_ub=offsets, bounds=bounds, method="highs")
        if solution.status == 2:
            return None
        assert solution.status == 0, solution.message
        force = np.zeros(steps)
        force[starts] = limit * solution.x[:-1]
        response = free_roof + np.convolve(force, roof)[:steps]
        movement = free_stroke + np.convolve(force, stroke)[:steps]
        beyond = passing(response, (1 + TOLERANCE) * solution.fun)
        wide = passing(movement, (1 + TOLERANCE) * record["strokeLimit"])
        if not beyond and not wide:
            return solution.fun
        roof_places |= passing(response, solution.fun)
        stroke_places |= passing(movement, record["strokeLimit"])
    raise RuntimeError(f"not solved within {MAX_ROUNDS} rounds")


problem = json.load(sys.stdin)
roof, stroke = np.array(problem["roof"]), np.array(problem["stroke"])
peaks = []
for number, record in enumerate(problem["records"], 1):
    peaks.append(smallest_peak(record, roof, stroke, problem["hold"]))
    print(f"{number} of {len(problem['records'])}: {peaks[-1]} m", file=sys.stderr, flush=True)
json.dump(peaks, sys.stdout)
