/** What browsers say, each in its own words, when code that is loaded on demand cannot be had. */
const WORDS: readonly RegExp[] = [
  // Chromium.
  /failed to fetch dynamically imported module/i,
  // Firefox.
  /error loading dynamically imported module/i,
  // Safari.
  /importing a module script failed/i,
  // Vite, of the styles that come with a module.
  /unable to preload css/i,
];

/** Whether an error says that a file of the program could not be loaded: it is gone from its server, or there is no network. */
export function isMissingModule(message: string): boolean {
  return WORDS.some((words) => words.test(message));
}
