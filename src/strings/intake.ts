/** What is said of files that come in by a drop or a choice. */
export const intakeText = {
  unreadable: (name: string) =>
    `${name}: the file could not be read. Nothing was changed. It may have been moved or deleted, or lie only in the cloud: see that it is on this computer, and choose it again.`,
  tooLarge: (name: string) =>
    `${name}: it is larger than any record. Nothing was changed. Choose another file.`,
  oneBuilding: (name: string, opened: string) =>
    `${name}: the form has one building at a time, and ${opened} was opened. Nothing was changed by this one. Open it by itself.`,
  noFiles: (name: string) => `${name}: the folder has no files. Nothing was changed. Choose another.`,
  manyFiles: (name: string, most: number) =>
    `${name}: the folder has more than ${most.toLocaleString('en')} files; the others were not looked at. Choose a part of them.`,
  noUploadNow: (names: readonly string[]) =>
    `Interrupt the training before you upload a checkpoint: ${names.join(', ')}. Nothing has changed.`,
} as const;
