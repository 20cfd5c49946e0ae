const DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-8;

/** Adam with corrected bias (Kingma and Ba 2015, algorithm 1). */
export class Adam {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #steps = 0;

  constructor(size: number) {
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Moves the parameters, in place, against the gradient. */
  step(parameters: Float64Array, gradient: Float64Array, rate: number): void {
    this.#steps += 1;
    const mean = 1 - DECAY ** this.#steps;
    const square = 1 - SQUARE_DECAY ** this.#steps;
    for (let i = 0; i < parameters.length; i++) {
      this.#means[i] = DECAY * this.#means[i] + (1 - DECAY) * gradient[i];
      this.#squares[i] = SQUARE_DECAY * this.#squares[i] + (1 - SQUARE_DECAY) * gradient[i] ** 2;
      parameters[i] -= (rate * this.#means[i]) / mean / (Math.sqrt(this.#squares[i] / square) + EPSILON);
    }
  }
}
