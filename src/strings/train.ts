import type { StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';

/** What the training view says. */
export const trainText = {
  hero: 'Teach a tower to stand still.',
  /** @param tonnes mass of the damper */
  lead: (tonnes: string, storeys: number) =>
    `A mass of ${tonnes} t sits on a building of ${storeys} ${storeys === 1 ? 'storey' : 'storeys'}. Pushed at the right moments, it takes the sway out of an earthquake. A neural network learns when to push: here, in this tab, on your own machine.`,
  atTheClick: 'What the click does',
  promises: [
    'It trains through four stages of earthquakes, from M4.5 to M8.4.',
    'Every finished stage is saved in this browser. Close the tab whenever you like; it goes on from there.',
    'Nothing is installed and nothing leaves this machine. The saved file opens in Stable-Baselines3.',
  ],
  promiseInMemory:
    'This browser keeps no files for the page: every finished stage is offered as a download, and is gone when you close the tab.',
  tookLastTime: (duration: string) => `At the speed of your last run here that takes about ${duration}.`,
  takesOnAServer: (duration: string) =>
    `Without a GPU that takes about ${duration} on two cores of a server; the time left here is shown after the first seconds.`,
  timeIsShown: 'The time left is shown after the first seconds.',

  insecure: 'Cannot train at this address: it needs https or localhost',
  unreadable: 'Cannot start: the storage does not open',
  outdated: 'Cannot start: a newer version of this page wrote the storage',
  looking: 'Looking at the store …',
  start: 'Start training',
  resumeFrom: (next: StageNumber) => `Resume from stage ${next}/${STAGE_COUNT}`,
  evaluate: 'Evaluate the final model',
  filesChanged: {
    title: 'The files of this run have changed',
    body: 'Nothing was trained yet: the files are not the ones that the button went by when you pressed it.',
    nothingIsComplete: 'No stage of this run is complete now: a start begins with stage 1.',
    goesOnFrom: (name: string) => `A start goes on from ${name} now.`,
  },
  interrupt: 'Interrupt',
  oneIteration: 'One iteration',
  oneIterationHint:
    'Trains for one rollout and its update, from where the run was interrupted, and stops again',
  severalSeeds: 'Train several seeds …',
  stopping: 'Stopping …',
  continueFrom: (name: string) => `Continue ${name}`,

  stageIsNext: (stage: StageNumber) => `Stage ${stage} of ${STAGE_COUNT} is next.`,
  fromAModel: 'A new run from another model.',
  allComplete: 'All four stages are complete.',
  /** @param run of several; '': it is the only one */
  training: (stage: StageNumber, run: string) =>
    `${run === '' ? 'Training' : `${run}:`} stage ${stage} of ${STAGE_COUNT}`,
  starting: 'Starting …',
  panel: 'Training',

  foundInitial: (name: string) => `No stage is complete yet. Training starts from the policy in ${name}.`,
  found: (name: string, completed: StageNumber) =>
    `Found ${name}: stage ${completed} of ${STAGE_COUNT} is complete.`,
  nothingLeft:
    'Nothing is left to train. See how the policy does in earthquakes that it never met, watch it at work, or take the files with you.',
  seeResults: 'See the results',
  watch: 'Watch the building',
  emergency: (name: string, stage: StageNumber, steps: string, button: string) =>
    `${name} was saved in the middle of stage ${stage}, after ${steps} of its steps. Continue goes on exactly there; “${button}” begins the stage anew.`,
  otherEmergency: (name: string, steps: string) =>
    `${name} is not as far: ${steps} steps. It can be continued from in Checkpoints.`,
  otherForceLimit: (name: string, wanted_kN: number) =>
    `${name} is here too, but these settings want ${wanted_kN} kN for its stage.`,
  settingsAreWrong: 'The settings do not go together yet. Correct them in Settings to start.',

  device: 'Device',
  automatic: 'Automatic',
  devices: {
    webgpu: 'WebGPU',
    wasm: 'WebAssembly',
    cpu: 'JavaScript (slow)',
    'tfjs-webgpu': 'WebGPU through tfjs (slower)',
    'tfjs-wasm': 'WebAssembly through tfjs (slower)',
  },
  lookingForGpu: 'Looking for a GPU …',

  speed: 'Speed',
  stepsPerSecond: (steps: string) => `${steps} steps/s`,
  measuring: 'measuring',
  timeLeft: 'Time left',
  about: (duration: string) => `about ${duration}`,
  gpuMemory: 'GPU memory',
  lastSaved: 'Last saved',
  lastInMemory: 'Last in memory',
  notYet: 'not yet',
  phases: {
    rollout: 'collecting a rollout',
    update: 'updating the policy',
    evaluation: 'evaluating',
    saving: 'saving',
  },

  curriculum: 'Curriculum',
  stageProgress: (stage: StageNumber) => `Progress of stage ${stage}`,
  ofRun: (percent: number, steps: string) => `${percent} % of ${steps} steps`,
  stageStates: { done: 'done', running: 'running', next: 'next', later: 'later' },
  forceLimit: (kilonewtons: number) => `up to ${kilonewtons} kN`,
  strokeLimit: (metres: number) => `and ${metres} m`,
  steps: (steps: string) => `${steps} steps`,
  heldOut: (records: number) => `Mean peak of the roof over ${records} held-out records`,
  centimetres: (value: string) => `${value} cm`,
  uncontrolled: (value: string) => `uncontrolled ${value} cm`,
  sample: (records: number) => `mean of ${records} records`,

  console: 'Console',
  copy: 'Copy',
  copied: 'Copied',
  nothingYet: 'Nothing has happened yet.',

  statusOf: (stage: StageNumber, percent: number) => `Stage ${stage}/${STAGE_COUNT} · ${percent} %`,
} as const;
