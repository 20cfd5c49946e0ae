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
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of day. */
export function formatClock(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString('en', { timeStyle: 'medium' });
}

/** Metres as centimetres, without the unit. */
export function centimetres(metres: number): string {
  return (100 * metres).toFixed(2);
}

/** Newtons as kilonewtons, without the unit. */
export function kilonewtons(newtons: number): string {
  return (newtons / 1000).toFixed(1);
}

/** A part of one as a signed percentage, with a minus sign as typesetters have it. */
export function formatChange(part: number): string {
  const percent = Number((100 * part).toFixed(1));
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : '';
  return `${sign}${Math.abs(percent).toFixed(1)} %`;
}

/** A value of the log, to about the digits that Stable-Baselines3's console shows. */
export function formatLogValue(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  const size = Math.abs(value);
  if (size >= 1000) return value.toLocaleString('en', { maximumFractionDigits: 1 });
  return size >= 1e-3 ? value.toPrecision(4) : value.toExponential(2);
}
