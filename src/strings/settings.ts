/** What the settings view says. */
export const settingsText = {
  heading: 'Settings',
  lead: 'Everything that decides a run, under the names of Stable-Baselines3. The same settings on the same device give the same weights.',
  whileTraining: 'A training is under way; the settings can be changed when it has stopped.',
  preset: 'Preset',
  presets: {
    calm: 'The recipe that learns: the same four stages, 66 million steps of 256 buildings side by side.',
    'calm-gpu':
      'The same recipe with four times the buildings and steps, for a GPU that is through with it sooner than this processor with calm.',
    robust: 'The same recipe under noisy sensors that fail at times, and a noisy actuator that is late.',
    seismometers:
      'As calm, with three seismometers on the ground: the policy knows how the ground has just moved. 106 million steps.',
    'seismometers-gpu':
      'As seismometers, with four times the buildings, for a fast device: the final model serves all magnitudes, and less is left to chance. 424 million steps.',
    'all-round':
      'As robust, with half of the last two stages on the earlier magnitudes: for a final model for small earthquakes and large ones.',
    'all-round-seismometers':
      'As seismometers, with half of the last two stages on the earlier magnitudes: for a final model for small earthquakes and large ones. 154 million steps.',
    buildable: 'The same recipe for a damper that may move 1 to 2.5 m, by stage: one that could be built.',
    v9: 'The recipe as published, “v9 advanced PPO”: 1.4 million steps.',
    smoke: 'The same four stages cut to a few hundred steps: the whole course within a minute.',
  } as Readonly<Record<string, string>>,
  groups: {
    '': 'Run',
    policy: 'Networks',
    reward: 'Reward',
    normalisation: 'Normalisation',
    randomisation: 'Imperfections',
  } as Readonly<Record<string, string>>,
  groupNotes: {
    policy: 'Actor and critic are separate networks of the same shape.',
    randomisation: 'What a real building adds between sensor, policy and actuator. All off at zero.',
  } as Readonly<Record<string, string>>,
  stages: 'Stages',
  stagesNote:
    'Each stage has hyperparameters of its own, so that learning can slow down as earthquakes grow.',
  stage: (stage: number) => `Stage ${stage}`,
  ofStage: (label: string, stage: number) => `${label}, stage ${stage}`,
  chooseStage: 'Stage',
  notAValue: (draft: string, expectation: string) =>
    `“${draft}” is not a value for this field: it must be ${expectation}.`,
  changed: 'What changed',
  unchanged: (preset: string) => `Nothing: these are the settings of ${preset}.`,
  was: (value: string) => `was ${value}`,
  none: 'none',
  reset: (path: string) => `Reset ${path}`,
  resetAll: 'Reset everything',
  share: 'Link to these settings',
  shareNote: 'Whoever opens it has this set-up. It holds no data.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow it: select the link and copy it.',
} as const;
