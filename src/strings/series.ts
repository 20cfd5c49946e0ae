/** What the page says of runs for several seeds. */
export const seriesText = {
  heading: 'Several seeds',
  hint: (first: string, last: string) =>
    `One seed says little: results differ from seed to seed. These are runs of their own, ${first} to ${last}, trained one after another with the settings on this page.`,
  count: 'Runs',
  start: (count: number) => `Train ${count} seeds`,
  going: (name: string, number: number, count: number) => `Run ${number} of ${count}, ${name}`,
  fraction: (percent: number) => `${percent} % of the series`,
  left: (duration: string) => `about ${duration} left for all`,
  measuring: 'the time left is shown after the first seconds',
  stopHint: 'Interrupt stops the series as well; then one click goes on with it, also after a visit.',
  paused: (complete: number, count: number) => `${complete} of ${count} runs of the series are complete.`,
  goOn: 'Go on with the series',
  giveUp: 'End the series',
  giveUpHint: 'Its runs stay as they are, in Runs',
  allComplete: (count: number) => `All ${count} runs of the series are complete.`,
  compare: 'Compare them',
  progress: 'Progress of the series',
} as const;
