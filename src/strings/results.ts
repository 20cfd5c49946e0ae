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
    'The regulator measures every displacement and velocity and acts every 0.02 s; the passive TMD has the same mass. The smallest possible peak knows the earthquake in advance. No controller was tuned or trained on these records.',

  smallest: 'Smallest possible',
  notComputed: 'not computed',
  metrics: {
    peakRoofDisplacement: 'Peak roof displacement',
    rmsRoofDisplacement: 'RMS roof displacement',
    peakStoreyDrift: 'Peak storey drift',
    driftConcentrationRatio: 'DCR',
    peakForce: 'Peak force',
    meanForce: 'Mean force',
    rmsForce: 'RMS force',
    controlEnergy: 'Control energy',
    peakStroke: 'TMD stroke',
  },

  own: 'Your own held-out records',
  ownCaption: 'The policy on each record, beside the uncontrolled building',
  record: 'Record',
  limit: 'Limit, kN',
  change: 'Change',

  stage: 'Stage',
  controller: 'Controller',
  against: {
    uncontrolled: 'Against uncontrolled',
    passive: 'Against passive TMD',
    lqr: 'Against LQR',
  },
  ideal: (unit: string) => `Ideal, ${unit}`,
  overviewCaption: (unit: string, records: string) =>
    `Mean peak roof displacement, ${unit}, over ${records} held-out records, and PPO’s paired change, after the number of records on which its peak is the smaller one; 95 % bootstrap-t intervals`,
  metricsCaption: (records: string) =>
    `Means over ${records} held-out records, with 95 % bootstrap-t intervals`,
  robustnessCaption: (records: string) =>
    `Mean peak roof displacement over ${records} held-out records, and its paired change with imperfect sensors and actuator: 5 % noise, 40 ms of latency, 2 % of readings lost`,
  calmerWhenImperfect: (magnitudes: string) =>
    `Why an imperfection can lower the LQR’s peaks (${magnitudes}): the regulator is optimal for a force without limit, and its gain was chosen on ten training records. Where it asks for far more than the limit it switches between the two ends, and a late or unsure switch can do better by chance. A regulator with a smaller gain has nothing to win from it (docs/evaluation.md).`,
  strokeLimit: 'Stroke limit, m',
  strokeCaption: (records: string) =>
    `Records, of ${records}, on which the damper stays within its stroke limit, with the mean and the largest of the peak strokes in m; the LQR is tuned to keep the limit on 95 % of its training records`,
  within: (records: number, of: number) => `${records} of ${of}`,
  strokes: (mean: string, largest: string) => `mean ${mean}, largest ${largest}`,
  smallerOn: (records: number, of: number) => `${records}\u2009/\u2009${of}`,
  worstRecord: (records: string, unit: string, peaks: string) =>
    `Largest peak of the ${records} records, ${unit}: ${peaks}.`,
  worstOf: (controller: string, peak: string, record: string) => `${controller} ${peak} on “${record}”`,
  firstRecord: (record: string, unit: string, peaks: string) =>
    `Peak on “${record}” alone, ${unit}: ${peaks}.`,

  earthquakes: 'Earthquakes',
  plotted: 'Plotted',
  /** Its two halves stay whole where it breaks over lines. */
  evaluationInTwo: (magnitude: string, limit_kN: number) => `${magnitude} @\u00a0${limit_kN}\u00a0kN`,
  evaluation: (magnitude: string, limit_kN: number) => `${magnitude} @ ${limit_kN} kN`,
  orSize: ' or ',
  range: (low: string, high: string) => `${low} to ${high}`,
  spokenPlot: (title: string, rows: string) => `${title}. ${rows}. The table below has the same numbers.`,
  spokenRow: (label: string, value: string, low: string, high: string) =>
    `${label} ${value}, interval ${low} to ${high}`,
};
