/** A record as PEER's database gives it: a sine of `pga` g that dies away. */
export function at2File(name: string, { samples = 1200, dt = 0.005, pga = 0.3 } = {}): string {
  const values = Array.from(
    { length: samples },
    (_, k) => pga * Math.sin(2 * Math.PI * 1.5 * k * dt) * Math.exp(-0.4 * k * dt),
  );
  const peak = Math.max(...values.map(Math.abs));
  const lines = Array.from({ length: Math.ceil(samples / 5) }, (_, line) =>
    values
      .slice(5 * line, 5 * line + 5)
      .map((value) => ((value * pga) / peak).toExponential(7).toUpperCase().padStart(16))
      .join(''),
  );
  return [
    'PEER NGA STRONG MOTION DATABASE RECORD',
    `Example, 1/1/2000, ${name}, 090`,
    'ACCELERATION TIME SERIES IN UNITS OF G',
    `NPTS=  ${samples}, DT=   ${dt.toFixed(4)} SEC`,
    ...lines,
    '',
  ].join('\n');
}

/** A short file as the PEER database gives it. */
export const EL_CENTRO_AT2 = `PEER NGA STRONG MOTION DATABASE RECORD
Imperial Valley-02, 5/19/1940, El Centro Array #9, 180
ACCELERATION TIME SERIES IN UNITS OF G
NPTS=   6, DT=   .0100 SEC
  .1000000E-01  .2000000E-01 -.3000000E+00  .4000000E-01  .5000000E-01
  .0000000E+00
`;
