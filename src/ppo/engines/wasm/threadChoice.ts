/** How many of the threads that were started do a kind of work. The results are the same whatever it says. */
export interface ThreadChoice {
  /** For the next range of the work. */
  readonly next: number;
  /** What the work is done on now, but for trials of other numbers. */
  readonly settled: number;
  /** Says what the range took that was done on `next` threads. */
  record(pieces: number, milliseconds: number): void;
}

/** All threads, always: what a person asked for. */
export function allThreads(threads: number): ThreadChoice {
  return { next: threads, settled: threads, record: () => undefined };
}

/** How long the numbers of threads are tried. */
export interface TrialLength {
  /** Milliseconds of work in a turn. */
  readonly turn: number;
  /** Of the turns that do not count: code runs slowly the first few times. */
  readonly warmUp: number;
  /** Turns of each number whose median counts, against the noise of other programs; odd. */
  readonly rounds: number;
}

/**
 * For a training. A turn has some ranges of work, and is so much longer than the slices in which a system shares out its
 * cores that a number which only uses them up faster gains nothing by it.
 */
const THOROUGH: TrialLength = { turn: 50, warmUp: 20, rounds: 3 };
/** For work of some tenths of a second in all. */
const BRISK: TrialLength = { turn: 12, warmUp: 6, rounds: 1 };
/** More threads must be faster by this factor than fewer: they keep cores from the page, and use more energy. */
const GAIN = 1.05;
/** Another number must be faster by this factor to take the place of a settled one. */
const HYSTERESIS = 1.1;
/** Milliseconds of work from one trial to the next; twice as long after each that changed nothing. */
const INTERVALS = { first: 10_000, last: 160_000 } as const;
/** Work that gets slower or faster by this factor, over so many milliseconds, is tried again sooner. */
const NOTABLE = { factor: 1.3, milliseconds: 1000 } as const;
/** How much sooner. */
const SOONER = 4;

/** Chooses within tenths of a second, and keeps to it when the engine enters another stage. */
export function briskChoices(): (threads: number) => ThreadChoice {
  const kept: MeasuredThreads[] = [];
  let asked = 0;
  // An engine asks for the rollout's and for the update's, each time that it enters a stage.
  return (threads) => {
    const place = asked++ % 2;
    return (kept[place] ??= new MeasuredThreads(threads, BRISK));
  };
}

/** 1, 2, 4, ... and all. */
export function candidates(threads: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(threads)) }, (_, i) => 2 ** i);
  return [...powers, threads];
}

/**
 * Measures how many threads are fastest, on the work itself: the numbers take turns at it, and the fastest is kept. It is
 * tried again now and then, and when the work gets notably slower or faster, for another program may have come or gone.
 * What a browser says of the cores is only the most that is tried: it may be less or more than there are, and some of
 * them may be slow or busy.
 */
export class MeasuredThreads implements ThreadChoice {
  readonly #most: number;
  readonly #length: TrialLength;
  #trial: Trial | null;
  #settled: number;
  /** Milliseconds for a piece on the settled number, when it was tried; null: before the first trial's end. */
  #usual: number | null = null;
  #interval: number = INTERVALS.first;
  #sinceTrial = 0;
  #recent = { pieces: 0, milliseconds: 0 };

  constructor(most: number, length = THOROUGH) {
    this.#most = most;
    this.#length = length;
    this.#settled = most;
    this.#trial = most > 1 ? this.#newTrial() : null;
  }

  get next(): number {
    return this.#trial?.threads ?? this.#settled;
  }

  get settled(): number {
    return this.#settled;
  }

  record(pieces: number, milliseconds: number): void {
    if (this.#most === 1) return;
    if (this.#trial) {
      this.#trial.record(pieces, milliseconds);
      if (this.#trial.isOver) this.#settle(this.#trial.costs());
      return;
    }
    this.#sinceTrial += milliseconds;
    this.#recent.pieces += pieces;
    this.#recent.milliseconds += milliseconds;
    if (this.#isDue()) this.#trial = this.#newTrial();
  }

  #newTrial(): Trial {
    return new Trial(candidates(this.#most), this.#length);
  }

  #isDue(): boolean {
    if (this.#sinceTrial >= this.#interval) return true;
    if (this.#recent.milliseconds < NOTABLE.milliseconds) return false;
    const ratio = this.#recent.milliseconds / this.#recent.pieces / (this.#usual ?? Infinity);
    this.#recent = { pieces: 0, milliseconds: 0 };
    return Math.max(ratio, 1 / ratio) > NOTABLE.factor && this.#sinceTrial >= this.#interval / SOONER;
  }

  /** @param costs milliseconds for a piece, by number of threads, fewest first */
  #settle(costs: ReadonlyMap<number, number>): void {
    const before = this.#settled;
    const least = Math.min(...costs.values());
    const costBefore = costs.get(before) ?? Infinity;
    if (this.#usual === null) this.#settled = fewestWithin(GAIN * least, costs);
    else if (costBefore > HYSTERESIS * least) this.#settled = fewestWithin(GAIN * least, costs);
    const isConfirmed = this.#usual !== null && this.#settled === before;
    this.#interval = isConfirmed ? Math.min(2 * this.#interval, INTERVALS.last) : INTERVALS.first;
    this.#usual = costs.get(this.#settled) ?? Infinity;
    this.#trial = null;
    this.#sinceTrial = 0;
    this.#recent = { pieces: 0, milliseconds: 0 };
  }
}

function fewestWithin(limit: number, costs: ReadonlyMap<number, number>): number {
  for (const [threads, cost] of costs) if (cost <= limit) return threads;
  throw new RangeError('No number of threads was tried.');
}

/** Numbers of threads that take turns: a round that does not count, then those that do. */
class Trial {
  readonly #numbers: readonly number[];
  readonly #length: TrialLength;
  readonly #costs: Map<number, number[]>;
  #turn = 0;
  #pieces = 0;
  #milliseconds = 0;

  constructor(numbers: readonly number[], length: TrialLength) {
    this.#numbers = numbers;
    this.#length = length;
    this.#costs = new Map(numbers.map((threads) => [threads, []]));
  }

  get threads(): number {
    return this.#numbers[this.#turn % this.#numbers.length];
  }

  get isOver(): boolean {
    return this.#turn === this.#numbers.length * (1 + this.#length.rounds);
  }

  record(pieces: number, milliseconds: number): void {
    this.#pieces += pieces;
    this.#milliseconds += milliseconds;
    const isWarmingUp = this.#turn < this.#numbers.length;
    if (this.#milliseconds < (isWarmingUp ? this.#length.warmUp : this.#length.turn)) return;
    if (!isWarmingUp) this.#costs.get(this.threads)?.push(this.#milliseconds / this.#pieces);
    this.#turn++;
    this.#pieces = 0;
    this.#milliseconds = 0;
  }

  /** @returns milliseconds for a piece, by number of threads, fewest first */
  costs(): Map<number, number> {
    return new Map([...this.#costs].map(([threads, costs]) => [threads, median(costs)]));
  }
}

/** Of an odd number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) / 2];
}
