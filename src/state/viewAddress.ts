const PARAMETER = 'view';

/** The view that the address names, for instance `?view=settings`; null where it names none. */
export function viewInAddress(): string | null {
  return new URLSearchParams(location.search).get(PARAMETER);
}

/**
 * Names a view in the address beside the settings. It replaces the address rather than adding to the history: going
 * back must never bring older settings with it.
 */
export function writeViewToAddress(view: string): void {
  const address = new URL(location.href);
  address.searchParams.set(PARAMETER, view);
  history.replaceState(null, '', address);
}
