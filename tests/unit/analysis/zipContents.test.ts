import { describe, expect, test } from 'vitest';
import { readingsOf } from '../../../src/analysis/recordReadings';
import { zipContents } from '../../../src/analysis/zipContents';
import { writeZip } from '../../../src/sb3/zipWriter';
import { deflated } from '../../support/hostileZips';
import { caseFile } from '../../support/recordFormats';

const blobOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);

describe('a file', () => {
  test('that says all has a summary and asks nothing', () => {
    const [reading] = readingsOf('good.AT2', caseFile('good.AT2'));
    if (!('summary' in reading)) throw new Error(reading.problem);
    expect(reading.open).toBeNull();
    expect([reading.summary.duration, Number(reading.summary.pga_g.toFixed(6))]).toEqual([3.99, 0.198783]);
  });

  test('that leaves something open is summarised with the guess', () => {
    const [reading] = readingsOf('gal.csv', caseFile('gal.csv'));
    if (!('summary' in reading)) throw new Error(reading.problem);
    expect(reading.open).toMatchObject({ questions: ['unit'], doubt: 'm/s2', guess: { unit: 'cm/s2' } });
    expect(Number(reading.summary.pga_g.toFixed(6))).toBe(0.198783);
  });
});

describe('a zip', () => {
  test('of PEER gives its accelerations, and names velocities, displacements and the list', async () => {
    const zip = blobOf(caseFile('PEERNGARecords_Unscaled.zip'));
    const contents = await zipContents('PEER.zip', zip);
    if (contents.of !== 'files') throw new Error(contents.of);
    const facts = contents.readings.map((reading) =>
      'summary' in reading ? reading.summary.name : (reading.quantity ?? reading.problem),
    );
    expect(facts).toEqual([
      ...['RSN9999_NOWHERE_ST180', 'velocity', 'displacement'],
      ...['RSN9999_NOWHERE_ST270', 'velocity', 'displacement'],
      'PEER.zip/_SearchResults.csv: it has no line of numbers. Nothing was changed. Records are read as PEER AT2, text and CSV, CSMIP, COSMOS, SMC, K-NET, GeoNet, ESM and SAC: docs/records.md lists what is read.',
    ]);
    expect(contents.models).toEqual([]);
  });

  test.each(['stage1_50kN.zip', 'stage2_100kN_by_finder.zip'])('%s is a model', async (name) => {
    expect(await zipContents(name, blobOf(caseFile(name)))).toEqual({ of: 'model' });
  });

  test('that holds the zip of a model gives it out', async () => {
    const name = 'archive_with_best_model_inside.zip';
    const contents = await zipContents(name, blobOf(caseFile(name)));
    if (contents.of !== 'files') throw new Error(contents.of);
    expect(contents.readings).toEqual([]);
    expect(contents.models.map(({ fileName }) => fileName)).toEqual(['best_model.zip']);
    expect(await zipContents('best_model.zip', contents.models[0].content)).toEqual({ of: 'model' });
  });

  test('that holds a zip of something else says so', async () => {
    const inner = deflated({ 'a.txt': 'x' });
    const contents = await zipContents('outer.zip', blobOf(await writeZip(new Map([['inner.zip', inner]]))));
    expect(contents).toMatchObject({
      readings: [
        {
          problem:
            'outer.zip/inner.zip: it is a zip in a zip, and no model. Nothing was changed. Unpack the outer one first.',
        },
      ],
    });
  });

  test('without files says so; one that cannot be opened is left to the trainer, which says why', async () => {
    expect(await zipContents('empty.zip', blobOf(deflated({})))).toMatchObject({
      readings: [{ problem: 'empty.zip: the zip has no files. Nothing was changed. Choose another.' }],
    });
    expect(await zipContents('cut.zip', blobOf(caseFile('stage1_50kN.zip').slice(0, 900)))).toEqual({
      of: 'model',
    });
  });
});
