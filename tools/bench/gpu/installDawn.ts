import { afterAll } from 'vitest';
import { installDawn } from '../../../src/cli/dawn';

await installDawn();

// While it is there, Dawn keeps the process alive.
afterAll(() => Reflect.deleteProperty(navigator, 'gpu'));
