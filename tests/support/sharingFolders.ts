/**
 * Folders of `tests/unit` whose tests replace nothing that another file could see: no global, no clock, no module. Their files
 * share the modules of one process, and with them what these have computed and keep: records, step maps, comparisons.
 */
export const SHARING_FOLDERS = [
  'analysis',
  'building',
  'curriculum',
  'docs',
  'environment',
  'evaluation',
  'export',
  'figures',
  'groundMotion',
  'logging',
  'numerics',
  'random',
  'records',
  'sb3',
  'strings',
];
