import type { EmergencyOffer } from '../checkpoint/emergencyOffer';
import type { ResumePlan } from '../checkpoint/resume';
import type { CheckpointDetailsState } from './checkpointDetails.svelte';
import type { Continuations } from './continuations';
import { continuationsOf } from './continuations';
import type { FilesState } from './files.svelte';
import type { SettingsState } from './settings.svelte';
import { isStartBlocked } from './startBlock';
import type { TrainingState } from './training.svelte';

/** What the main button does at this moment. */
export type RunAction =
  | 'looking'
  /** The address is not secure: nothing can be trained here. */
  | 'insecure'
  /** What is in the store cannot be seen, and so not what would be trained. */
  | 'unreadable'
  /** A newer version of the page has written the store. */
  | 'outdated'
  | 'start'
  | 'resume'
  | 'evaluate'
  | 'interrupt'
  | 'stopping';

/** What of the page the button is taken from. */
interface RestOfPage {
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: TrainingState;
  readonly checkpoints: { readonly details: CheckpointDetailsState };
}

/** The one button that starts, resumes and interrupts a run, wherever it is drawn or whichever key stands for it. */
export class RunControl {
  readonly #files: FilesState;
  readonly #settings: SettingsState;
  readonly #training: TrainingState;
  readonly #details: CheckpointDetailsState;

  readonly isIdle: boolean = $derived.by(() => this.#training.status === 'idle');

  readonly action: RunAction = $derived.by(() => {
    if (this.#files.isInsecure) return 'insecure';
    if (!this.#files.isLoaded) return 'looking';
    if (this.#training.status === 'running') return 'interrupt';
    if (this.#training.status === 'stopping') return 'stopping';
    if (this.#files.isOutdated) return 'outdated';
    if (!this.#files.isReadable) return 'unreadable';
    const { kind } = this.plan;
    return kind === 'fresh' ? 'start' : kind === 'resume' ? 'resume' : 'evaluate';
  });

  /** Nothing can be started now. */
  readonly isBlocked: boolean = $derived.by(
    () => !this.#files.isLoaded || (this.isIdle && isStartBlocked(this.#files, this.#settings)),
  );

  readonly canAct: boolean = $derived.by(() => !this.isBlocked && this.action !== 'stopping');

  readonly #continuations: Continuations = $derived.by(() =>
    continuationsOf(this.#settings.current, this.#files.all, this.#details),
  );

  /** How far the emergency checkpoints are is not known yet: nothing is offered that may not be the furthest. */
  readonly isComparing: boolean = $derived.by(() => this.#continuations.isComparing);

  /** States that a person may want instead of the start of their stage, the furthest first. */
  readonly offers: readonly EmergencyOffer[] = $derived.by(() => this.#continuations.offers);

  /** What Continue and One iteration go on from. */
  readonly emergency: EmergencyOffer | undefined = $derived.by(() => this.offers.at(0));

  constructor(rest: RestOfPage) {
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#training = rest.training;
    this.#details = rest.checkpoints.details;
  }

  /** Reads how far the emergency checkpoints are, each content once. */
  lookAtEmergencies(): void {
    if (this.isIdle) this.#details.look(this.#continuations.files);
  }

  get plan(): ResumePlan {
    return this.#files.plan;
  }

  act(): void {
    if (!this.canAct) return;
    if (this.isIdle) this.#training.start();
    else this.#training.interrupt();
  }

  /** There is an iteration to do, and nothing is under way. */
  get canStep(): boolean {
    return this.canAct && this.isIdle && !this.isComparing && this.plan.kind !== 'complete';
  }

  /** Trains for one iteration, from where the run was interrupted if it was. */
  step(): void {
    if (!this.canStep) return;
    const once = { isSingleIteration: true };
    if (this.emergency) this.#training.continueFrom(this.emergency.path, once);
    else this.#training.start(once);
  }
}
