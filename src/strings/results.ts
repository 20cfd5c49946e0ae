/** What the results view says. */
export const resultsText = {
  title: 'Results',
  lead: 'After each stage the policy drives the building through earthquakes that it never trained on, and so do others, for comparison.',
  none: 'No results yet: they come with the first completed stage.',
  csv: 'Every record as CSV',
  stages: 'After each stage, at its force limit',
  final: 'Final model on every magnitude',
  detail: 'Compared in detail',
  robustness: 'Robustness',
  fineprint:
    'The regulator measures every displacement and velocity and acts every 0.02 s; the passive damper has the same mass. The smallest possible peak knows the earthquake in advance. No controller was tuned or trained on these records.',

  controllers: {
    uncontrolled: 'Uncontrolled',
    passive: 'Passive TMD, retuned',
    lqr: 'LQR, full state',
    ppo: 'PPO',
  },
  smallest: 'Smallest possible',
  notComputed: 'not computed',
  metrics: {
    peakRoofDisplacement: 'Peak roof displacement',
    rmsRoofDisplacement: 'RMS roof displacement',
    peakStoryDrift: 'Peak storey drift',
    driftConcentrationRatio: 'DCR',
    peakForce: 'Peak force',
    meanForce: 'Mean force',
    rmsForce: 'RMS force',
    controlEnergy: 'Control energy',
    peakStroke: 'TMD stroke',
  },

  own: 'Your own held-out records',
  ownCaption: 'The policy on each record, beside no control',
  record: 'Record',
  limit: 'Limit, kN',
  change: 'Change',

  stage: 'Stage',
  controller: 'Controller',
  againstUncontrolled: 'Against uncontrolled',
  againstLqr: 'Against LQR',
  ideal: (unit: string) => `Ideal, ${unit}`,
  overviewCaption: (unit: string) =>
    `Mean peak roof displacement, ${unit}, and PPO’s paired change; 95 % bootstrap intervals`,
  metricsCaption: (records: number) =>
    `Means over ${records} held-out records, with 95 % bootstrap intervals`,
  robustnessCaption:
    'Mean peak roof displacement, and its paired change with imperfect sensors and actuator: 5 % noise, 40 ms of latency, 2 % of readings lost',
  firstRecord: (record: string, unit: string, peaks: string) =>
    `Peak on “${record}” alone, ${unit}: ${peaks}.`,

  earthquakes: 'Earthquakes',
  plotted: 'Plotted',
  evaluation: (magnitude: string, limit_kN: number) => `${magnitude} @ ${limit_kN} kN`,
  range: (low: string, high: string) => `${low} to ${high}`,
  spokenPlot: (title: string, rows: string) => `${title}. ${rows}. The table below has the same numbers.`,
  spokenRow: (label: string, value: string, low: string, high: string) =>
    `${label} ${value}, interval ${low} to ${high}`,
};
