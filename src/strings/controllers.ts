/** What the page calls the controllers: one name for each, wherever it stands. */
export const CONTROLLER_NAMES = {
  uncontrolled: 'Uncontrolled',
  passive: 'Passive TMD, retuned',
  lqr: 'LQR, full state',
  ppo: 'PPO',
} as const;
