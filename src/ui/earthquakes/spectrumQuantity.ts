import { GRAVITY } from '../../groundMotion/groundMotion';
import type { ResponseSpectrum } from '../../groundMotion/responseSpectrum';

export const SPECTRUM_QUANTITIES = ['acceleration', 'velocity', 'displacement'] as const;
export type SpectrumQuantity = (typeof SPECTRUM_QUANTITIES)[number];

/** Of the quantity's shown unit in SI. */
const UNIT: Readonly<Record<SpectrumQuantity, number>> = {
  acceleration: GRAVITY,
  velocity: 0.01,
  displacement: 0.01,
};

/** One quantity of a spectrum in the unit that people read: g, cm/s, cm. */
export function spectrumValues(spectrum: ResponseSpectrum, quantity: SpectrumQuantity): Float64Array {
  return spectrum[quantity].map((value) => value / UNIT[quantity]);
}
