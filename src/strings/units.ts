/** Units, and values with them where they stand in no sentence. */
export const unitsText = {
  metres: 'm',
  centimetres: 'cm',
  kilonewtons: 'kN',
  kilojoules: 'kJ',
  kilowatts: 'kW',
  metresPerSecond: 'm/s',
  metresPerSecondSquared: 'm/s²',
  percent: '%',
  g: 'g',
  inSeconds: (value: string) => `${value} s`,
  inMinutes: (value: string) => `${value} min`,
  inHours: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
  inSteps: (count: string) => `${count} steps`,
  inG: (value: string) => `${value} g`,
  inBytes: {
    kilo: (value: string) => `${value} kB`,
    mega: (value: string) => `${value} MB`,
    giga: (value: string) => `${value} GB`,
  },
} as const;
