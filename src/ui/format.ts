/** Numbers as people read them. */

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** Metres as centimetres, without the unit. */
export function centimetres(metres: number): string {
  return (100 * metres).toFixed(2);
}

/** A value of the log, to the digits that Stable-Baselines3's console shows. */
export function formatLogValue(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5 ? value.toPrecision(4) : value.toExponential(2);
}
