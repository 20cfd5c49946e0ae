/** Titles, labels and captions of How it works; its prose stands in the view, around the formulas that it explains. */
export const howItWorksText = {
  title: 'How it works',
  chapters: 'Chapters',
  chapterTitles: {
    building: 'The building',
    task: 'What the network sees and does',
    learning: 'How it learns',
    curriculum: 'Four stages',
    resuming: 'Stop any time, lose nothing',
    numbers: 'The same numbers every time',
    python: 'On to Python',
  },
  formula: 'Formula',
  steps: [
    [
      'Shake',
      'All buildings go through earthquakes side by side, n_steps steps each, with the newest policy.',
    ],
    ['Judge', 'The critic’s guesses and the rewards that came give each action its advantage.'],
    [
      'Improve',
      'The samples are gone through n_epochs times in minibatches; each makes good actions likelier.',
    ],
  ],
  iteration: 'One iteration. A stage repeats it until its steps are done.',
  lookedFor: 'What a start looks for, from the top.',
  notThere: 'not there',
  there: (next: number) => `there: go on with stage ${next}`,
  notLookedAt: 'not looked at any more',
} as const;
