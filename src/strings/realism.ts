/** What the page says where the linear model leaves reality. */
export const realismText = {
  title: 'Where the model leaves reality',
  limits: (height: string, damaging: string, collapsing: string, stroke: string) =>
    `The model is linear: its frame never yields and its damper meets no stop. A frame with storeys of ${height} m is damaged from a storey drift of about ${damaging} % and close to collapse from ${collapsing} % (FEMA 356, table C1-3, concrete frames); the damper of Taipei 101 is designed for a stroke of ${stroke} m.`,
  consequence:
    'Beyond these limits the figures compare controllers on the same equations; they do not say what would become of a real building.',
  drifts: {
    elastic: () => null,
    damaging: (ratio: string) => `storeys drift by ${ratio} %: a real frame would be damaged`,
    collapsing: (ratio: string) => `storeys drift by ${ratio} %: a real frame would not stand that`,
  },
  strokeOf: (controller: string, metres: string) => `${controller} ${metres} m`,
  strokes: (list: string) => `strokes that no built damper has: ${list}`,
  stroke: (metres: string) => `the damper’s stroke is ${metres} m: no built one has that`,
  note: (subject: string, facts: string) => `${subject}: ${facts}.`,
} as const;
