import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pace } from '../../src/evaluation/pace';
import { readRecordFile } from '../../src/groundMotion/readRecordFile';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { completeRecord } from '../../src/groundMotion/recordContent';
import type { Magnitude } from '../../src/groundMotion/synthetic';
import { centimetres } from '../../src/ui/format';
import type { Line } from './trainedRuns';
import { peaksOf, percent, printTable, readRun, respond, tablesOf } from './trainedRuns';

/**
 * Prints peaks on one record of each magnitude, from files, for the runs in the directories given. The folder before them has
 * a file for each magnitude with it in its name, as the original's held-out records have: `PEER_small_M4.5_PGA0.25g.csv`.
 */

const [folder, ...directories] = process.argv.slice(3);
const pace = Pace.uninterrupted();
const runs = await Promise.all(directories.map(readRun));

for (const table of tablesOf(runs)) await printTable(table, cellsOf);

async function cellsOf(line: Line): Promise<string[]> {
  const { magnitude, force_limit_kN } = line.task;
  const { free, lqr, ppo } = await respond(line, [recordOf(magnitude)], pace);
  const [peak] = peaksOf(lqr);
  const cells = ppo.map((metrics) => {
    const [own] = peaksOf(metrics);
    return `${centimetres(own)} (${percent(own / peak - 1)})`;
  });
  return [`${magnitude} at ${force_limit_kN} kN`, centimetres(peaksOf(free)[0]), centimetres(peak), ...cells];
}

function recordOf(magnitude: Magnitude): GroundMotion {
  const file = readdirSync(folder).find((name) => name.includes(magnitude));
  if (file === undefined) throw new TypeError(`${folder} has no file with ${magnitude} in its name.`);
  const [content] = readRecordFile(file, readFileSync(join(folder, file)));
  return completeRecord(file, content, {});
}
