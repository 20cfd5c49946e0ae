import type { StageNumber } from '../curriculum/settings';

/** What the list of checkpoints and its dialogs say. */
export const checkpointsText = {
  heading: 'Checkpoints',
  lead: 'Each completed stage is a file on a small disk in this browser. Python opens it too. A start looks at the names and goes on after the last one.',
  files: 'Files of this run',
  downloadAll: 'Download all',
  leftOut: (names: readonly string[]) =>
    `The download has all files but ${names.join(', ')}: the browser cannot read that, or it is damaged. Delete it, or upload a good copy.`,
  upload: 'Upload a zip',
  uploadLabel: 'Upload a checkpoint zip',
  empty: 'Empty. Completed stages appear here; drop a zip anywhere on the page to continue from it.',
  mayBeCleared: 'The browser may clear this storage when space runs short: download what you want to keep.',

  columns: {
    name: 'Name',
    stage: 'Stage',
    steps: 'Steps',
    size: 'Size',
    saved: 'Saved',
    content: 'Content',
  },
  kinds: { completed: 'complete', INTERRUPTED: 'interrupted', ERROR: 'error' },
  finalModel: 'final model',
  initialModel: 'to start from',
  otherFile: 'other file',
  notRead: '…',
  hash: (sha256: string) => `SHA-256 ${sha256}`,

  continue: 'Continue',
  continueLabel: (name: string) => `Continue ${name}`,
  download: 'Download',
  downloadLabel: (name: string) => `Download ${name}`,
  export: 'Export',
  exportLabel: (name: string) => `Export ${name} in another form`,
  onnx: { label: 'policy.onnx', hint: 'The actor alone, for any ONNX runtime' },
  c: { label: 'policy.h', hint: 'The actor as a C header without dependencies, with a self-test' },
  javascript: {
    label: 'policy.js',
    hint: 'The actor as a JavaScript module without dependencies, with a self-test',
  },
  bundle: { label: 'Model bundle', hint: 'Checkpoint, policy.onnx and model card in one zip' },
  delete: 'Delete',
  deleteLabel: (name: string) => `Delete ${name}`,

  verified: 'Verified',
  damaged: 'Not usable',
  reading: 'Reading …',
  checked: 'Read whole: its bytes against their SHA-256, then every array in it',
  verifyAgain: (name: string) => `Verify ${name} again`,

  moreActions: 'More actions',
  startFresh: { title: 'Start fresh', action: 'Delete all' },
  resumeFrom: (stage: StageNumber) => ({ title: `Resume from stage ${stage}`, action: 'Delete these' }),
  cleanUp: { title: 'Clean up emergency checkpoints', action: 'Delete these' },
  deleteOne: { title: 'Delete this checkpoint?', action: 'Delete' },
  trainAgain: (stage: StageNumber) => ({
    title: `Train again from stage ${stage}?`,
    action: 'Delete these and train',
  }),
  continueStage: (stage: StageNumber) => ({
    title: `Continue in the middle of stage ${stage}?`,
    action: 'Delete these and continue',
  }),
  question: (title: string) => `${title}?`,
  deletionNote:
    'These files are deleted from this browser, and from the second copy where there is one. Downloaded copies are not touched.',
} as const;
