/** Where the series is kept that is being trained, so that a later visit goes on with it. */
export const SERIES_KEY = 'tmd-lab.series';
