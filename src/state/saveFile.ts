/** Hands bytes to the browser as a download. */
export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(
    new Blob([bytes], { type: name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference by the time the task ends.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
