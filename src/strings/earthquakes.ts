import type { RecordRole } from '../curriculum/recordUse';

const ROLES: Readonly<Record<RecordRole, string>> = {
  training: 'to train on',
  held_out: 'held out',
};

/** What the view of the earthquakes says. */
export const earthquakesText = {
  title: 'Earthquakes',
  explanation:
    'The ground accelerations that the building meets. Built-in records are synthetic; each stage draws from many of its magnitude and is evaluated on others that it never trains on. Your own join them.',
  add: 'Add records …',
  addHint:
    'Accelerograms of PEER, COSMOS, ESM, K-NET and others, text and CSV, and zips of them. Several at once; or drop files and folders anywhere.',
  reading: 'Reading …',
  groups: 'Records',
  own: (count: number) => `Your own (${count})`,
  /** Of the built-in records of a magnitude: which stages use them, and what of them the list has. */
  usedBy: (stages: readonly number[], training: string, heldOut: number) =>
    `In the run on this page, stage ${stages.join(' and ')} draws from ${training} of these records to train on, and is evaluated on ${heldOut} held out: one by itself, and the sample of ${heldOut - 1} that means are taken over.`,
  /** Later stages that train on the magnitude of an earlier one. */
  mixedInto: (stages: readonly number[]) =>
    stages.length === 1
      ? `Stage ${stages[0]} trains on some of them too.`
      : `Stages ${stages.join(' and ')} train on some of them too.`,
  usedByNone: 'No stage of the run on this page uses this magnitude; the final model is evaluated on it.',
  validatedOn: (records: number) => `Its policy is chosen on ${records} others.`,
  listed: (training: number) =>
    `Listed: the first held-out record and the first ${training} to train on. All are made the same way, from other seeds.`,
  noOwn: 'None yet. Add a file to train on it, or to hold it out for the evaluation.',
  heldOut: 'held out',
  training: 'training',
  computing: 'Computing spectra …',
  list: (group: string) => `Records: ${group}`,
  notComputed: (reason: string) => `The records could not be shown: ${reason}`,
  facts: {
    points: 'Points',
    dt: 'Time step',
    duration: 'Duration',
    pga: 'PGA',
    pgaValue: (inG: string, metresPerSecondSquared: string) => `${inG} g (${metresPerSecondSquared} m/s²)`,
    resampled: 'At 50 Hz',
    first: (period: string) => `Sa at T₁ = ${period} s`,
    second: (period: string) => `Sa at T₂ = ${period} s`,
  },
  resampled: (points: string, pga: string) =>
    `${points} points, PGA ${pga} g: the building is simulated at 50 Hz, so the record is read between its samples in straight lines`,
  notResampled: 'unchanged, since the record has the time step of the simulation',
  waveform: 'Ground acceleration',
  spectrum: 'Response spectrum, 5 % damping',
  quantity: 'Quantity',
  quantities: {
    acceleration: { label: 'Sa', unit: 'g', meaning: 'peak absolute acceleration' },
    velocity: { label: 'Sv', unit: 'cm/s', meaning: 'peak relative velocity' },
    displacement: { label: 'Sd', unit: 'cm', meaning: 'peak relative displacement' },
  },
  period: 'Period, s',
  at: (period: string) => `at ${period} s`,
  others: 'the others of the list',
  spectrumTable: 'The spectrum as a table',
  spectrumCsv: 'All periods as CSV',
  modeNames: ['T₁', 'T₂'],
  modes: 'T₁ and T₂ are the building’s first two periods.',
  review: (count: number) => (count === 1 ? 'Add this record?' : `Add these ${count} records?`),
  refusedOnly: 'These files cannot be used',
  twice: (twin: string) => `It has the same samples as ${twin}, and is not added twice.`,
  /** Files that hold velocities or displacements, where there are several. */
  leftOut: (names: readonly string[]) =>
    `Left out, since they hold velocities or displacements and not accelerations: ${names.join(', ')}.`,
  questions: {
    column: 'Acceleration is in',
    dt: 'Time step, s',
    unit: 'Unit',
    lead: {
      column: 'which column is the acceleration',
      dt: 'its time step',
      unit: 'its unit',
    },
    open: (left: readonly string[]) => `The file does not say ${left.join(' or ')}.`,
    doubt: (unit: string, peak: string, likely: string) =>
      `The file says ${unit}, but its largest value, ${peak}, would be stronger than any earthquake in it. The values look like ${likely}.`,
    guess: 'guessed: look at the waveform, and choose',
    shared: (files: number) => `applies to ${files} files`,
    columnPlace: (place: number) => `Column ${place}`,
    rows: 'All numbers, row by row',
    units: {
      g: 'g',
      'm/s2': 'm/s²',
      'cm/s2': 'cm/s² (gal)',
      mg: 'mg',
      'mm/s2': 'mm/s²',
      'ft/s2': 'ft/s²',
      'in/s2': 'in/s²',
    },
  },
  name: 'Name',
  accept: (count: number) => (count === 1 ? 'Add it' : `Add ${count}`),
  discard: 'Leave out',
  cancel: 'Cancel',
  close: 'Close',
  use: 'Use in the run on this page',
  useNone: 'No stage uses it yet.',
  stage: 'Stage',
  stageOption: (number: number, name: string) => `${number}: ${name}`,
  role: 'Role',
  roles: ROLES,
  scale: 'Scale to PGA, g',
  asRecorded: 'as recorded',
  badScale: (most: number) => `A PGA in g, above 0 and up to ${most}; or empty: as recorded.`,
  addUse: 'Use it',
  removeUse: (use: string) => `Remove: ${use}`,
  useText: (stage: number, role: RecordRole, pga: number | null) =>
    `Stage ${stage}, ${ROLES[role]}, ${pga === null ? 'as recorded' : `scaled to ${pga} g`}`,
  useShort: (stage: number, role: RecordRole) =>
    `stage ${stage} ${role === 'training' ? 'training' : 'held out'}`,
  busy: 'Which stage uses which record can be changed when training has stopped.',
  linkNote:
    'Own records together are trained on for as long as the built-in ones of the stage. A link and every checkpoint of the run name the records that it uses, by their SHA-256. The files themselves stay in this browser; “Download all” of a run packs them along.',
  rename: 'Rename',
  save: 'Save',
  download: 'Download CSV',
  delete: 'Delete',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteUsed: (uses: readonly string[]) =>
    `The run on this page uses it (${uses.join('; ')}); it is taken out there. A run that was trained on it can only go on after the file is added again.`,
  deleteUnused: 'A run that was trained on it can only go on after the file is added again.',
  missing: (name: string, uses: readonly string[]) =>
    `The run uses “${name}” (${uses.join('; ')}), which is not stored here. Training cannot start. Add its file, or take it out of the run.`,
  takeOut: 'Take it out',
  brief: (pga: string, seconds: string) => `${pga} g · ${seconds} s`,
  damaged: 'damaged',
} as const;
