import { dot } from './dot';

/** A network of two hidden layers of tanh whose one output, through tanh, is the force in parts of its limit. */
export interface Shape {
  readonly inputs: number;
  readonly hidden: number;
}

/** Where each matrix begins among the parameters: rows of weights, each layer's biases behind them. */
interface Layout {
  readonly firstBias: number;
  readonly second: number;
  readonly secondBias: number;
  readonly last: number;
  readonly size: number;
}

function layoutOf({ inputs, hidden }: Shape): Layout {
  const firstBias = hidden * inputs;
  const second = firstBias + hidden;
  const secondBias = second + hidden * hidden;
  const last = secondBias + hidden;
  return { firstBias, second, secondBias, last, size: last + hidden + 1 };
}

export function parameterCount(shape: Shape): number {
  return layoutOf(shape).size;
}

/** The network with what it remembers of a sequence of decisions, so that its gradient can be taken backwards. */
export class Network {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  readonly gradient: Float64Array;
  /** decisions x inputs: the caller writes a row before `decide`. */
  readonly inputs: Float64Array;
  /** inputs: the loss's derivatives by the last inputs that `back` was called for. */
  readonly inputGradient: Float64Array;
  readonly #layout: Layout;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  readonly #outputs: Float64Array;
  readonly #slopes: Float64Array;
  readonly #earlierSlopes: Float64Array;

  /** @param longest decisions of the longest sequence */
  constructor(shape: Shape, longest: number, parameters?: Float64Array) {
    this.shape = shape;
    this.#layout = layoutOf(shape);
    this.parameters = parameters ?? new Float64Array(this.#layout.size);
    this.gradient = new Float64Array(this.#layout.size);
    this.inputs = new Float64Array(longest * shape.inputs);
    this.inputGradient = new Float64Array(shape.inputs);
    this.#first = new Float64Array(longest * shape.hidden);
    this.#second = new Float64Array(longest * shape.hidden);
    this.#outputs = new Float64Array(longest);
    this.#slopes = new Float64Array(shape.hidden);
    this.#earlierSlopes = new Float64Array(shape.hidden);
  }

  /** @returns the force in parts of its limit */
  decide(decision: number): number {
    const { inputs, hidden } = this.shape;
    const { firstBias, second, secondBias, last } = this.#layout;
    const weights = this.parameters;
    const [one, two, x] = [this.#first, this.#second, this.inputs];
    const row = decision * hidden;
    const input = decision * inputs;
    for (let unit = 0; unit < hidden; unit++) {
      one[row + unit] = Math.tanh(weights[firstBias + unit] + dot(weights, unit * inputs, x, input, inputs));
    }
    for (let unit = 0; unit < hidden; unit++) {
      const sum = dot(weights, second + unit * hidden, one, row, hidden);
      two[row + unit] = Math.tanh(weights[secondBias + unit] + sum);
    }
    const output = Math.tanh(weights[last + hidden] + dot(weights, last, two, row, hidden));
    this.#outputs[decision] = output;
    return output;
  }

  /** Adds to the gradient what a decision owes. @param slope the loss's derivative by its force */
  back(decision: number, slope: number): void {
    const { inputs, hidden } = this.shape;
    const { firstBias, second, secondBias, last } = this.#layout;
    const { parameters: weights, gradient, inputGradient } = this;
    const [one, two, x] = [this.#first, this.#second, this.inputs];
    const [slopes, earlier] = [this.#slopes, this.#earlierSlopes];
    const row = decision * hidden;
    const input = decision * inputs;
    const ofOutput = slope * (1 - this.#outputs[decision] ** 2);
    gradient[last + hidden] += ofOutput;
    for (let unit = 0; unit < hidden; unit++) {
      const value = two[row + unit];
      gradient[last + unit] += ofOutput * value;
      slopes[unit] = ofOutput * weights[last + unit] * (1 - value * value);
    }
    earlier.fill(0);
    for (let unit = 0; unit < hidden; unit++) {
      const of = slopes[unit];
      gradient[secondBias + unit] += of;
      const at = second + unit * hidden;
      for (let i = 0; i < hidden; i++) {
        gradient[at + i] += of * one[row + i];
        earlier[i] += of * weights[at + i];
      }
    }
    inputGradient.fill(0);
    for (let unit = 0; unit < hidden; unit++) {
      const value = one[row + unit];
      const of = earlier[unit] * (1 - value * value);
      gradient[firstBias + unit] += of;
      const at = unit * inputs;
      for (let i = 0; i < inputs; i++) {
        gradient[at + i] += of * x[input + i];
        inputGradient[i] += of * weights[at + i];
      }
    }
  }
}
