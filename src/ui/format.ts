import { unitsText as text } from '../strings/units';

/** Numbers as people read them. */

/** So many decimals, with a minus sign as typesetters have it; what rounds to zero has no sign. */
export function formatFixed(value: number, decimals: number): string {
  const size = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}

/** The same with its sign, be it plus or minus. */
export function formatSigned(value: number, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

export function formatCount(count: number): string {
  return (Math.round(count) + 0).toLocaleString('en');
}

export function formatDuration(seconds: number): string {
  if (seconds < 60) return text.inSeconds(String(Math.ceil(seconds)));
  if (seconds < 3600) return text.inMinutes(String(Math.round(seconds / 60)));
  const minutes = Math.round(seconds / 60);
  return text.inHours(String(Math.floor(minutes / 60)), String(minutes % 60));
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return text.inBytes.kilo((bytes / 1e3).toFixed(1));
  if (bytes < 1e9) return text.inBytes.mega((bytes / 1e6).toFixed(1));
  return text.inBytes.giga((bytes / 1e9).toFixed(1));
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
  return formatFixed(100 * metres, 2);
}

/** Newtons as kilonewtons, without the unit. */
export function kilonewtons(newtons: number): string {
  return formatFixed(newtons / 1000, 1);
}

/** A part of one as a signed percentage, with a minus sign as typesetters have it. */
export function formatChange(part: number): string {
  return `${formatSigned(100 * part, 1)} %`;
}

/** A value of the log, to about the digits that Stable-Baselines3's console shows. */
export function formatLogValue(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  const size = Math.abs(value);
  if (size >= 1000) return value.toLocaleString('en', { maximumFractionDigits: 1 });
  return size >= 1e-3 ? value.toPrecision(4) : value.toExponential(2);
}
