import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile } from '../../../src/building/building';
import { networkLayout } from '../../../src/ppo/engines/webgpu/networkLayout';
import { passConstants } from '../../../src/ppo/engines/webgpu/passConstants';
import { PASSES } from '../../../src/ppo/engines/webgpu/passes';
import { requirementsOf } from '../../../src/ppo/engines/webgpu/requirements';
import { shapeOf } from '../../../src/ppo/engines/webgpu/shape';
import { tuningOf } from '../../../src/ppo/engines/webgpu/tuning';
import { modelTable } from '../../../tools/bench/gpu/model';
import { specification } from '../../support/environments';
import { DEFAULT_LIMITS } from '../../support/gpuLimits';

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/webgpu.md'), 'utf8');

/** Cells of the table that begins with this heading, without the rows of its head. */
function tableAfter(heading: string): string[][] {
  const [, table = ''] =
    new RegExp(`\\| ${heading} [^\\n]*\\n\\|[- |]+\\n((?:\\|[^\\n]*\\n)+)`).exec(PAGE) ?? [];
  const cells = (row: string) => row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
  return table
    .trim()
    .split('\n')
    .map((row) => cells(row).slice(1, -1));
}

test('its model of the run time is what the tool computes', () => {
  const [, , ...rows] = modelTable().split('\n');
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(tableAfter('preset +\\| GPU')).toEqual(cells);
});

test('docs/webgpu.md has what each pass needs, for the v9 building and networks 64 and 512 wide', () => {
  const building = compile();
  const shape = shapeOf(building);
  const needs = (width: number) => {
    const { observationSize } = shape;
    const layout = networkLayout({ observationSize, netArch: [width], activation: 'tanh' }, 3200);
    const sizes = { finalsPerEnvironment: 3, samples: 8192, environments: 4 };
    const environment = specification({ controlPeriod: 5, advantageBaseline: 'uncontrolled' });
    const tuning = tuningOf(DEFAULT_LIMITS, false, layout);
    const constants = passConstants(sizes, layout, tuning, environment);
    return PASSES.map((pass) => requirementsOf(pass, shape, constants[pass]));
  };
  const [narrow, wide] = [needs(64), needs(512)];
  const both = (a: number, b: number) => (a === b ? `${a}` : `${a}, ${b}`);
  const rows = PASSES.map((pass, i) => [
    pass,
    `${narrow[i].storageBuffers}`,
    `${narrow[i].uniformBuffers}`,
    both(narrow[i].workgroupBytes, wide[i].workgroupBytes),
    both(narrow[i].threads, wide[i].threads),
  ]);
  expect(tableAfter('pass +\\| storage')).toEqual(rows);
});
