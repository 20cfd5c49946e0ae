import { readFileSync } from 'node:fs';
import type { BuildingDesign } from '../building/design';
import { BuildingDesignError, parseBuildingDesign } from '../building/designFile';
import { messageOf } from '../errors/problem';
import { UsageError } from './usage';

/**
 * The building in a file of the option `--building`.
 *
 * @throws UsageError when it cannot be read, is not JSON, or holds no building that can stand
 */
export function readBuilding(file: string): BuildingDesign {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : messageOf(error);
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
