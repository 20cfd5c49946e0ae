/** Where the last settings are kept, so that a visit without a link finds the run that it left. */
export const SETTINGS_KEY = 'tmd-lab.settings';
/** Where a series is kept that a later visit can go on with. */
export const SERIES_KEY = 'tmd-lab.series';
