/** What is told of an error that ended a run. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Only a fault in this program throws one of these: whoever reports it needs the place.
  const isFault = error instanceof TypeError || error instanceof ReferenceError;
  return (isFault && error.stack) || error.message;
}
