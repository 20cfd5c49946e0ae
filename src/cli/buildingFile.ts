import { readFileSync } from 'node:fs';
import type { BuildingDesign } from '../building/design';
import { BuildingDesignError, parseBuildingDesign } from '../building/designFile';
import { messageOf } from '../errors/problem';
import { errorCode } from './directoryError';
import { UsageError } from './usage';

/** In words, for what happens to people; otherwise the system's own. */
function whyUnreadable(error: unknown): string {
  if (errorCode(error) === 'ENOENT') return 'there is no such file';
  return errorCode(error) === 'EISDIR' ? 'it is a directory' : messageOf(error);
}

/**
 * The building in a file of the option `--building`.
 *
 * @throws UsageError when it cannot be read, is not JSON, or holds no building that can stand
 */
export function readBuilding(file: string): BuildingDesign {
  let json: unknown;
  try {
    // Unlike Node's own decoding, this leaves a byte order mark out.
    json = JSON.parse(new TextDecoder().decode(readFileSync(file)));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : whyUnreadable(error);
    throw new UsageError(`The building of --building ${file} cannot be read: ${reason}.`);
  }
  try {
    return parseBuildingDesign(json);
  } catch (error) {
    if (!(error instanceof BuildingDesignError)) throw error;
    const problems = error.problems.map(({ path, message }) => `  ${path || 'it'} ${message}`);
    throw new UsageError([`The building of --building ${file} cannot be used:`, ...problems].join('\n'));
  }
}
