import type { PlayedResponse, Playback } from '../../evaluation/playback';
import { formatCsv } from '../common/csv';
import { driftsOf, frameAt, historyOf } from './frame';

const QUANTITIES = ['force_N', 'roof_displacement_m', 'tmd_displacement_m'] as const;

/**
 * The histories of a playback, SI: at the end of each step of the simulation, beside what acted during it. Displacements
 * are relative to the ground, drifts between a floor and the one below.
 */
export function playbackCsv({ record, building, uncontrolled, controlled }: Playback): string {
  const responses: [string, PlayedResponse][] = [['uncontrolled', uncontrolled]];
  if (controlled) responses.push(['controlled', controlled]);
  const header = ['time_s', 'ground_acceleration_ms2'];
  const columns: ((step: number) => readonly number[])[] = [
    (step) => [(step + 1) * record.dt, record.acceleration[step]],
  ];
  for (const [name, response] of responses) {
    const drifts = building.floors.map((_, i) => `drift_${i + 1}_m`);
    header.push(...[...QUANTITIES, ...drifts].map((quantity) => `${name}_${quantity}`));
    const [roof, tmd] = [historyOf(response, building.roof), historyOf(response, building.damper)];
    columns.push((step) => {
      const frame = frameAt(response, (step + 1) * record.dt, record.dt);
      return [response.force[step], roof[step], tmd[step], ...driftsOf(frame, building)];
    });
  }
  const rows = Array.from(record.acceleration, (_, step) => columns.flatMap((column) => column(step)));
  return formatCsv(
    header,
    rows.map((row) => row.map(rounded)),
  );
}

/** To the nanometre and its like: what is left of a motion that has not arrived yet is none. */
function rounded(value: number): number {
  return Number(value.toFixed(9)) + 0;
}
