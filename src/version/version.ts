import { version } from '../../package.json';

/** Of this program, as the page shows it and as its checkpoints name it. */
export const VERSION: string = version;
