/**
 * Opens the browser's dialog to choose a file; it opens only in answer to a click or a key.
 *
 * @param accept as the attribute of a file input
 * @param onChoice is not called when nothing is chosen
 */
export function chooseFile(accept: string, onChoice: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) onChoice(file);
  });
  input.click();
}
