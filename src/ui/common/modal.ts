/** Shows a dialog for as long as it is in the page. What had the focus before it has it again afterwards. */
export function modal(dialog: HTMLDialogElement) {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    // It has left the page by now, so that closing it gives the focus back to nobody.
    dialog.close();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
}
