"""Feedback gains of the linear quadratic regulator by SciPy, for tests/golden/riccati.json.

    python3 tools/figures/riccati.py

The building comes from tests/golden/building.json, its step of 0.02 s from the trapezoidal rule, which average
acceleration is under a force that is held. The cost is d^2 + (v / omega)^2 of the roof, omega of the first mode, and
R u^2. Needs numpy and scipy.
"""

import json
from pathlib import Path

import numpy as np
from scipy.linalg import eigh, solve_discrete_are

GOLDEN = Path(__file__).parent.parent / "golden"
FLOORS, ROOF, TMD, STEP = 13, 11, 12, 0.02

model = json.loads((GOLDEN / "building.json").read_text())["model"]
mass = np.diag(model["M_diag"])
off = np.diag(model["K_offdiag"], 1)
stiffness = np.diag(model["K_diag"]) + off + off.T
damping = model["rayleigh_alpha"] * mass + model["rayleigh_beta"] * stiffness
dashpot = model["C_12_12"] - damping[TMD, TMD]
damping[np.ix_([ROOF, TMD], [ROOF, TMD])] += dashpot * np.array([[1, -1], [-1, 1]])

force = np.zeros(FLOORS)
force[ROOF], force[TMD] = -1, 1
system = np.block(
    [[np.zeros((FLOORS, FLOORS)), np.eye(FLOORS)], [-np.linalg.solve(mass, stiffness), -np.linalg.solve(mass, damping)]]
)
entry = np.concatenate([np.zeros(FLOORS), np.linalg.solve(mass, force)])
implicit = np.eye(2 * FLOORS) - STEP / 2 * system
A = np.linalg.solve(implicit, np.eye(2 * FLOORS) + STEP / 2 * system)
B = np.linalg.solve(implicit, STEP * entry)[:, None]

omega2 = eigh(stiffness, mass, eigvals_only=True)[0]
Q = np.zeros((2 * FLOORS, 2 * FLOORS))
Q[ROOF, ROOF] = 1
Q[FLOORS + ROOF, FLOORS + ROOF] = 1 / omega2


def case(R):
    X = solve_discrete_are(A, B, Q, [[R]])
    K = np.linalg.solve(R + B.T @ X @ B, B.T @ X @ A)[0]
    radius = np.abs(np.linalg.eigvals(A - B @ K[None])).max()
    return {"R": R, "X_roof_roof": X[ROOF, ROOF], "K": list(K), "spectral_radius": radius}


golden = {
    "about": "Made by tools/figures/riccati.py: u = -K (d, v) of 13 degrees of freedom, N",
    "A_row_roof": list(A[ROOF]),
    "B": list(B[:, 0]),
    "cases": [case(R) for R in (1e-15, 1e-14, 1e-13, 1e-11, 1e-8)],
}
(GOLDEN / "riccati.json").write_text(json.dumps(golden) + "\n")
