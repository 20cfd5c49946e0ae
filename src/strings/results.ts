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
    'The regulator measures every displacement and velocity and acts every 0.02 s; the passive TMD has the same mass. The best causal controller known looks ahead from the motion of all floors and the ground’s past alone; a better one may be found. The smallest possible peak knows the earthquake in advance. No controller was tuned or trained on these records.',

  causal: 'Best causal known',
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
    peakRoofVelocity: 'Peak roof velocity',
    peakDriftRatio: 'Peak drift ratio',
    rmsDriftRatio: 'RMS drift ratio',
    peakFloorAcceleration: 'Peak floor acceleration',
    rmsFloorAcceleration: 'RMS floor acceleration',
    peakBaseShear: 'Peak base shear',
    rmsBaseShear: 'RMS base shear',
    baseShearPerWeight: 'Base shear by weight',
    forcePerWeight: 'Force by weight',
    peakControlPower: 'Peak control power',
    meanControlPower: 'Mean control power',
  },
  criteria: {
    J1: 'J1 drift ratio',
    J2: 'J2 floor acceleration',
    J3: 'J3 base shear',
    J4: 'J4 RMS drift ratio',
    J5: 'J5 RMS acceleration',
    J6: 'J6 RMS base shear',
    J11: 'J11 force',
    J12: 'J12 stroke',
    J13: 'J13 peak power',
    J14: 'J14 mean power',
  },
  groups: {
    displacement: 'Displacements',
    frame: 'Drift ratio, acceleration, base shear',
    damper: 'Damper and force',
    criteria: 'Criteria of the benchmark',
  },
  table: 'Table',
  notMeasured: '–',
  older:
    'An older version made this evaluation, and did not measure all of it: what is missing has a dash. It is measured when the evaluation is made again.',
  evaluateAgain: 'Evaluate again',
  largest: (value: string) => `max ${value}`,
  without: (value: string) => `without ${value}`,

  own: 'Your own held-out records',
  ownCaption: 'The policy on each record, beside the uncontrolled building',
  ownCriteriaCaption: 'Criteria of the benchmark on each record',
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
  overviewCaption: (unit: string, records: string) =>
    `Mean peak roof displacement, ${unit}, over ${records} held-out records, and PPO’s paired change, after the number of records on which its peak is the smaller one; 95 % bootstrap-t intervals`,
  metricsCaption: (records: string) =>
    `Means over ${records} held-out records, with 95 % bootstrap-t intervals`,
  criteriaCaption: (records: string) =>
    `Criteria of Ohtori, Christenson, Spencer and Dyke (2004): in parts of the uncontrolled building’s on the same record, so below 1 is better; J11, J13 and J14 in parts of the building’s weight. Means over ${records} held-out records, with 95 % bootstrap-t intervals, and the largest, which is the benchmark’s own value`,
  robustnessCaption: (records: string, unit: string) =>
    `Mean peak roof displacement, ${unit}, with imperfect sensors and actuator, and its paired change against none. Every row is over the same ${records} held-out records, and the disturbances are the same for all; 95 % bootstrap-t intervals`,
  condition: 'Imperfection',
  noImperfection: 'None',
  imperfections: {
    actuator_noise_std: (percent: string) => `Actuator noise of ${percent} % of the force limit`,
    latency_steps: (milliseconds: string) => `Actuator late by ${milliseconds} ms`,
    sensor_noise_std: (percent: string) => `Sensor noise of ${percent} % of each reading`,
    sensor_dropout: (percent: string) => `${percent} % of readings lost (zero)`,
  },
  allImperfections: 'All of these together',
  changeAndInterval: (change: string, interval: string) => `${change} (${interval})`,
  ofRun: (controller: string, run: string) => `${controller} of ${run}`,
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
