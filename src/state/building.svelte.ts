import type { AnalysisClient } from '../analysis/client';
import type { PlayedPolicy, PlayedRecord } from '../analysis/protocol';
import type { HashedFileEntry } from '../checkpoint/store/disk';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import type { RecordUse } from '../curriculum/recordUse';
import type { StageNumber } from '../curriculum/settings';
import type { Playback } from '../evaluation/playback';
import type { Magnitude } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { PolicySnapshot } from '../trainer/protocol';
import type { FilesState } from './files.svelte';
import { PlaybackClock } from './playbackClock.svelte';
import type { RecordsState } from './records.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';
import { messageOf } from '../errors/problem';

/**
 * Who controls: the newest policy of the training under way, a checkpoint, the saturated regulator, a damper with the
 * best passive suspension, or nobody.
 */
export type PolicyChoice = NamedPolicy | { readonly path: string };

/** What a policy is played beside, in the order in which they are offered. */
export const REFERENCE_POLICIES = ['lqr', 'passive', 'none'] as const;
const NAMED_POLICIES = ['newest', ...REFERENCE_POLICIES] as const;
type NamedPolicy = (typeof NAMED_POLICIES)[number];

export type RecordChoice = Magnitude | RecordUse;

/** Milliseconds between two looks at the newest policy while it plays: a policy changes little in less. */
export const POLICY_INTERVAL = 10_000;

/** What of the page the building is taken from. */
interface RestOfPage {
  readonly analysis: AnalysisClient;
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: TrainingState;
  readonly records: RecordsState;
}

/** The building under an earthquake, with and without control: what is chosen, and what came of it. */
export class BuildingState {
  readonly #analysis: AnalysisClient;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: TrainingState;
  readonly #records: RecordsState;
  /** Number of the last question: answers to older ones are out of date. */
  #asked = 0;
  #played: { readonly record: string; readonly duration: number } | null = null;

  readonly clock = new PlaybackClock();
  /** What the user chose; null: what suits best at the moment. */
  chosenPolicy: PolicyChoice | null = $state.raw(null);
  chosenRecord: RecordChoice | null = $state.raw(null);
  chosenLimit: StageNumber | null = $state(null);

  playback: Playback | null = $state.raw(null);
  /** The policy in the picture, where it is one of a training under way. */
  snapshot: PolicySnapshot | null = $state.raw(null);
  isLoading = $state(false);
  problem: string | null = $state(null);

  constructor(rest: RestOfPage) {
    this.#analysis = rest.analysis;
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#training = rest.training;
    this.#records = rest.records;
  }

  /** Checkpoints of the run, newest first. */
  readonly checkpoints: readonly HashedFileEntry[] = $derived.by(() =>
    this.#files.files
      .filter(({ path }) => parseCheckpointName(fileName(path)) !== null)
      .toSorted((a, b) => b.writtenAt - a.writtenAt),
  );

  readonly isTraining: boolean = $derived.by(() => this.#training.isTraining(this.#settings.current.run));

  readonly policy: PolicyChoice = $derived.by(() => {
    const chosen = this.chosenPolicy;
    if (chosen === 'newest' && this.isTraining) return chosen;
    if (typeof chosen === 'string' && chosen !== 'newest') return chosen;
    if (typeof chosen === 'object' && chosen && this.checkpoints.some(({ path }) => path === chosen.path)) {
      return chosen;
    }
    if (this.isTraining) return 'newest';
    const [newest] = this.checkpoints;
    return newest ? { path: newest.path } : 'none';
  });

  /** The stage that the policy belongs to. */
  readonly #policyStage: StageNumber = $derived.by(() => {
    if (this.policy === 'newest') return this.#training.stage ?? 1;
    if (typeof this.policy === 'string') return 1;
    const name = parseCheckpointName(fileName(this.policy.path));
    if (name?.kind === 'final') return 4;
    return name && 'stage' in name ? name.stage : 1;
  });

  readonly record: RecordChoice = $derived.by(() => {
    const chosen = this.chosenRecord;
    if (typeof chosen === 'object' && chosen) {
      const isHere = this.#records.own.some(({ digest }) => digest === chosen.digest);
      if (isHere || !this.#records.isLoaded) return chosen;
    } else if (chosen) return chosen;
    return this.#settings.current.stages[this.#policyStage - 1].magnitude;
  });

  /** The stage whose force limit applies: the record's own. */
  readonly limitStage: StageNumber = $derived.by(() => this.chosenLimit ?? this.#stageOfRecord());

  readonly forceLimit_kN: number = $derived.by(
    () => this.#settings.current.stages[this.limitStage - 1].force_limit_kN,
  );

  /** The user's own records as they can be played: as recorded, and scaled as the run scales them. */
  readonly ownChoices: readonly RecordUse[] = $derived.by(() =>
    this.#records.own
      .filter(({ summary }) => summary !== null)
      .flatMap(({ name, digest }) => {
        const scales = this.#records.usesOf({ digest }).map(({ use }) => use.pga_g);
        return [null, ...scales]
          .filter((pga_g, index, all) => all.indexOf(pga_g) === index)
          .map((pga_g) => ({ name, digest, pga_g }));
      }),
  );

  /** Computes the picture of what is chosen. @returns whether it is there now */
  async load(): Promise<boolean> {
    const asked = ++this.#asked;
    const { policy, record } = this;
    const { run, stages } = this.#settings.current;
    const stage = stages[this.limitStage - 1];
    this.isLoading = true;
    try {
      const snapshot = policy === 'newest' ? await this.#training.client.call('newestPolicy', { run }) : null;
      const playback = await this.#analysis.call('play', {
        policy: toPlayedPolicy(policy, snapshot),
        record: toPlayedRecord(record),
        stage,
        settings: this.#settings.current,
      });
      if (asked !== this.#asked) return false;
      this.#show(playback, snapshot);
      return true;
    } catch (error) {
      // The training may have ended while the question waited; the choice has moved on then.
      if (asked === this.#asked) this.problem = messageOf(error);
      return false;
    } finally {
      if (asked === this.#asked) this.isLoading = false;
    }
  }

  #show(playback: Playback, snapshot: PolicySnapshot | null): void {
    const { record } = playback;
    const duration = record.acceleration.length * record.dt;
    const name = keyOfRecord(this.record);
    this.problem = null;
    this.playback = playback;
    this.snapshot = snapshot;
    // A newer policy under the same record is compared where the picture is.
    if (this.#played?.record !== name || this.#played.duration !== duration) this.clock.load(duration);
    this.#played = { record: name, duration };
  }

  #stageOfRecord(): StageNumber {
    const { stages } = this.#settings.current;
    const { record } = this;
    if (typeof record === 'object') {
      const use = this.#records.uses.find(({ use: { digest } }) => digest === record.digest);
      return use?.stage ?? this.#policyStage;
    }
    if (stages[this.#policyStage - 1].magnitude === record) return this.#policyStage;
    return stages.find(({ magnitude }) => magnitude === record)?.number ?? this.#policyStage;
  }
}

/** What tells one choice of a record from another. */
export function keyOfRecord(record: RecordChoice): string {
  return typeof record === 'string' ? record : `${record.digest}@${record.pga_g ?? ''}`;
}

/** Whether a policy is chosen by what it is, not by its file. */
export function isNamed(text: string): text is NamedPolicy {
  return NAMED_POLICIES.some((name) => name === text);
}

export function isMagnitude(text: string): text is Magnitude {
  return MAGNITUDES.some((magnitude) => magnitude === text);
}

function toPlayedPolicy(policy: PolicyChoice, snapshot: PolicySnapshot | null): PlayedPolicy {
  if (typeof policy === 'object') return { of: 'checkpoint', path: policy.path };
  if (policy === 'lqr' || policy === 'passive') return { of: policy };
  if (!snapshot) return { of: 'none' };
  const { architecture, parameters } = snapshot;
  return { of: 'parameters', architecture, parameters };
}

function toPlayedRecord(record: RecordChoice): PlayedRecord {
  return typeof record === 'string' ? { of: 'built-in', magnitude: record } : { of: 'own', use: record };
}
