/** Hands bytes, or a blob of them, to the browser as a download. */
export function saveFile(name: string, content: Uint8Array<ArrayBuffer> | Blob): void {
  const url = URL.createObjectURL(
    new Blob([content], { type: name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference by the time the task ends.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
