"""Smallest possible peaks by linear programming, with the earthquake known in advance.

Reads a JSON list of problems from standard input: {"impulse": [...], "records": [{"limit": N, "free": [...]}]}, where
`free` is the uncontrolled roof displacement (m) after each step and `impulse` the roof displacement after each step
that follows one step of 1 N. Writes for each record {"peak", "bound", "weights"}: the smallest max |roof displacement|
under |force| <= limit in every step, the proven bound below it, and the bound's proof: signed weights by step, with
sum |w| = 1, for which bound = sum_k w_k free_k - limit sum_j |sum_k w_k impulse_(k-j)|.

Constraints are added where the response passes the current peak until none does (cutting planes), so that the program
stays small whatever the record's length. Needs numpy and scipy (HiGHS).
"""

import json
import sys

import numpy as np
from scipy.optimize import linprog

TOLERANCE = 1e-6  # relative distance of peak and bound
MAX_ROUNDS = 200


def extremes(response):
    size = np.abs(response)
    inner = np.arange(1, len(size) - 1)
    found = inner[(size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:])]
    return np.append(found, size.argmax())


def smallest_peak(free, impulse, limit):
    steps = len(free)
    impulse = limit * impulse[:steps]
    rows, peak, bound, response, weights = set(), np.inf, 0.0, free, []
    for round_number in range(MAX_ROUNDS):
        threshold = 0.8 * np.abs(free).max() if round_number == 0 else bound
        rows |= {(int(k), float(np.sign(response[k]))) for k in extremes(response) if abs(response[k]) > threshold}
        ordered = sorted(rows)
        matrix = np.zeros((len(ordered), steps + 1))
        for row, (k, sign) in enumerate(ordered):
            matrix[row, : k + 1] = sign * impulse[k::-1]
            matrix[row, steps] = -1
        offsets = np.array([-sign * free[k] for k, sign in ordered])
        cost = np.append(np.zeros(steps), 1)
        bounds = [(-1, 1)] * steps + [(0, None)]
        solution = linprog(cost, A_ub=matrix, b_ub=offsets, bounds=bounds, method="highs-ds")
        assert solution.status == 0, solution.message
        bound = solution.fun
        response = free + np.convolve(impulse, solution.x[:steps])[:steps]
        peak = min(peak, np.abs(response).max())
        duals = -solution.ineqlin.marginals
        weights = [[k, sign * dual] for (k, sign), dual in zip(ordered, duals) if dual > 1e-12]
        if peak - bound <= TOLERANCE * peak:
            return {"peak": peak, "bound": bound, "weights": weights}
    raise RuntimeError(f"not solved within {MAX_ROUNDS} rounds: {bound} to {peak}")


problem = json.load(sys.stdin)
impulse = np.array(problem["impulse"])
results = []
for number, record in enumerate(problem["records"], 1):
    results.append(smallest_peak(np.array(record["free"]), impulse, record["limit"]))
    print(f"{number} of {len(problem['records'])}: {results[-1]['peak']:.5f} m", file=sys.stderr, flush=True)
json.dump(results, sys.stdout)
