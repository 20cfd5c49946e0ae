import type { FilesState } from './files.svelte';
import type { SettingsState } from './settings.svelte';

/** Whether no training can start from the files and with the settings on the page, whichever button would start it. */
export function isStartBlocked(files: FilesState, settings: SettingsState): boolean {
  const { isLoaded, isReadable, isInsecure, isOutdated, isLockedElsewhere } = files;
  return (
    !isLoaded || !isReadable || isInsecure || isOutdated || isLockedElsewhere || settings.issues.length > 0
  );
}
