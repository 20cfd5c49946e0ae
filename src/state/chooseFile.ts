/**
 * Opens the browser's dialog to choose files; it opens only in answer to a click or a key.
 *
 * @param accept as the attribute of a file input
 * @param onChoice is not called when nothing is chosen
 */
export function chooseFiles(accept: string, onChoice: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.remove();
    if (files.length > 0) onChoice(files);
  });
  input.addEventListener('cancel', () => input.remove());
  input.hidden = true;
  // Safari may forget an input that nothing holds, with what was chosen in it.
  document.body.append(input);
  input.click();
}
