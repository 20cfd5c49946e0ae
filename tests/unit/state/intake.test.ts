import { afterEach, describe, expect, test, vi } from 'vitest';
import { analyst } from '../../../src/analysis/analyst';
import type { AnalysisClient } from '../../../src/analysis/client';
import { MemoryDisk } from '../../../src/checkpoint/store/memoryDisk';
import type { Arrival } from '../../../src/state/droppedFiles';
import { chosenFiles, droppedFiles } from '../../../src/state/droppedFiles';
import { DesignState } from '../../../src/state/design.svelte';
import { Intake } from '../../../src/state/intake';
import { RecordsState } from '../../../src/state/records.svelte';
import { ViewState } from '../../../src/state/view.svelte';
import { FIVE_STOREY } from '../../../src/building/catalogue/fiveStorey';
import { at2File } from '../../support/groundMotionFiles';
import { caseFile } from '../../support/recordFormats';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

/** A page whose files are looked into by the analyst itself; the trainer takes every zip. */
function pageWith({ isBusy = false } = {}) {
  const page = makePage();
  const handlers = analyst(new MemoryDisk()) as Record<string, (question: unknown) => unknown>;
  const analysis = {
    call: (name: string, question: unknown) => Promise.resolve(handlers[name](question)),
  } as unknown as AnalysisClient;
  page.serve({
    inspect: ({ fileName }) => ({
      fileName,
      names: [fileName],
      run: null,
      summary: [],
      warnings: [],
      recipes: [],
      mustChooseRecipe: false,
    }),
  });
  const records = new RecordsState(page.stores, analysis, page.settings, page.notices);
  const design = new DesignState(page.settings);
  const view = new ViewState(['train', 'building']);
  const rest = { records, upload: page.upload, design, view };
  const intake = new Intake(analysis, rest, page.notices, () => isBusy);
  const take = (...files: readonly (File | Arrival)[]) =>
    intake.take(files.map((each) => (each instanceof File ? chosenFiles([each])[0] : each)));
  return { ...page, records, design, view, take };
}

const caseOf = (name: string) => new File([caseFile(name)], name);
const at2 = (name: string, pga: number) => new File([at2File(name, { pga })], `${name}.AT2`);
const unreadable = (name: string): Arrival => {
  const file = new File(['x'], name);
  file.slice = () =>
    ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }) as unknown as Blob;
  return { path: name, file };
};

describe('files that come in together', () => {
  test('are all offered or named: records, zips of them, checkpoints, the unreadable', async () => {
    const { records, upload, take, texts } = pageWith();
    await take(
      at2('one', 0.2),
      caseOf('stage1_50kN.zip'),
      unreadable('rec10.AT2'),
      caseOf('PEERNGARecords_Unscaled.zip'),
      caseOf('archive_with_best_model_inside.zip'),
      new File(['hello'], 'letter.docx'),
      new File([], 'empty.txt'),
      at2('two', 0.3),
    );
    expect(records.pending.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['one', 'two', 'RSN9999_NOWHERE_ST180']),
    );
    expect(records.refused.filter(({ quantity }) => quantity !== null)).toHaveLength(4);
    expect(records.refused.map(({ problem }) => problem)).toEqual(
      expect.arrayContaining([
        'rec10.AT2: the file could not be read. Nothing was changed. It may have been moved or deleted, or lie only in the cloud: see that it is on this computer, and choose it again.',
        expect.stringMatching(
          /^letter\.docx: it has no line of numbers\. Nothing was changed\. Records are read as /,
        ),
        expect.stringMatching(/^empty\.txt: it is empty\. Nothing was changed\. Records are read as /),
      ]),
    );
    expect([upload.inspection?.fileName, upload.waiting]).toEqual(['stage1_50kN.zip', 1]);
    expect(texts()).toEqual([]);
  });

  test('open the form where one is a building, be it a sound one or not', async () => {
    const { design, view, records, take } = pageWith();
    const building = { ...FIVE_STOREY.design, name: 'mine' };
    await take(new File([JSON.stringify(building)], 'mine.json'), at2('one', 0.2));
    expect([design.isOpen, view.current, design.read.design]).toEqual([true, 'building', building]);
    expect(records.pending).toHaveLength(1);
    await take(new File(['{"kind":"shear"}'], 'half.json'), new File(['{"kind":"other"}'], 'other.json'));
    expect(design.refusal).toMatch(/^half\.json is no building/);
    expect(design.read.design).toEqual(building);
    expect(records.refused.map(({ fileName }) => fileName)).toEqual(['other.json']);
  });

  test('open the form with the first of several buildings, and name the others', async () => {
    const { design, records, take } = pageWith();
    const file = (name: string) =>
      new File([JSON.stringify({ ...FIVE_STOREY.design, name })], `${name}.json`);
    await take(file('one'), file('two'), file('three'));
    expect(design.draft.name).toBe('one');
    expect(records.refused.map(({ fileName }) => fileName)).toEqual(['two.json', 'three.json']);
    expect(records.refused[0].problem).toMatch(/^two\.json: .*one\.json was opened/);
  });

  test('may be looked at while a training goes on, but for checkpoints, which are named', async () => {
    const { records, upload, take, texts } = pageWith({ isBusy: true });
    await take(at2('one', 0.2), caseOf('stage1_50kN.zip'), caseOf('stage2_100kN_by_finder.zip'));
    expect([records.pending.length, upload.inspection]).toEqual([1, null]);
    expect(texts()).toEqual([
      'Interrupt the training before you upload a checkpoint: stage1_50kN.zip, stage2_100kN_by_finder.zip. Nothing has changed.',
    ]);
  });

  test('join those of another drop that wait; names differ, and the same samples are stored once', async () => {
    const { records, take } = pageWith();
    await take(at2('one', 0.2));
    records.renamePending(records.pending[0].id, 'Kobe');
    await take(at2('one', 0.2), at2('one', 0.4), at2('kobe', 0.5));
    expect(records.pending.map(({ name }) => name)).toEqual(['Kobe', 'one', 'one 2', 'kobe 2']);
    expect(records.pending.map((record) => records.twinOf(record)?.name)).toEqual([
      undefined,
      'Kobe',
      undefined,
      undefined,
    ]);
    await records.accept();
    expect([records.own.map(({ name }) => name).sort(), records.pending]).toEqual([
      ['Kobe', 'kobe 2', 'one 2'],
      [],
    ]);
  });

  test('the same samples are stored after all where the first of them is left out', async () => {
    const { records, take } = pageWith();
    await take(at2('one', 0.2), new File([at2File('one', { pga: 0.2 })], 'copy.AT2'));
    records.discardPending(records.pending[0].id);
    await records.accept();
    expect(records.own.map(({ name }) => name)).toEqual(['copy']);
  });
});

describe('what files leave open', () => {
  test('is answered once for all of the drop that leave the same open', async () => {
    const { records, take } = pageWith();
    await take(
      caseOf('also_a_record.txt'),
      caseOf('one_column.acc'),
      caseOf('two_columns.txt'),
      caseOf('good.AT2'),
    );
    const [first] = records.pending;
    expect(records.pending.map(({ open }) => open?.questions ?? [])).toEqual([
      ['dt', 'unit'],
      ['dt', 'unit'],
      ['unit'],
      [],
    ]);
    expect([records.sharing(first, 'unit'), records.sharing(first, 'dt')]).toEqual([3, 2]);
    await records.answer(first.id, 'unit', { unit: 'm/s2' });
    await records.answer(first.id, 'dt', { dt: 0.005 });
    const facts = records.pending.map(({ summary }) => [
      summary.dt,
      summary.duration,
      Number(summary.pga_g.toFixed(6)),
    ]);
    expect(facts).toEqual([
      [0.005, 1.995, 0.02027],
      [0.005, 1.995, 0.02027],
      [0.01, 3.99, 0.02027],
      [0.01, 3.99, 0.198783],
    ]);
  });

  test('is not answered for another drop, and an answer that makes no earthquake is objected to', async () => {
    const { records, take } = pageWith();
    await take(caseOf('gal.csv'), caseOf('also_a_record.txt'));
    await take(caseOf('two_columns.txt'));
    const [gal, ...others] = records.pending;
    await records.answer(gal.id, 'unit', { unit: 'g' });
    expect(records.pending[0].objection).toBe(
      'gal.csv: its largest value, 194.9397 g, is no earthquake. Nothing was changed. Choose another file, or other answers.',
    );
    // Nor for a file that names no unit, where this one names a wrong one.
    expect(records.pending.slice(1)).toEqual(others);
    await records.answer(gal.id, 'unit', { unit: 'cm/s2' });
    expect([records.pending[0].objection, Number(records.pending[0].summary.pga_g.toFixed(6))]).toEqual([
      null,
      0.198783,
    ]);
  });
});

describe('a drop', () => {
  const fileEntry = (path: string) => ({
    isDirectory: false,
    fullPath: `/${path}`,
    file: (done: (file: File) => void, fail: (error: Error) => void) =>
      path.includes('gone') ? fail(new DOMException('', 'NotFoundError')) : done(new File([], path)),
  });
  const folder = (path: string, entries: readonly unknown[]) => ({
    isDirectory: true,
    name: path,
    fullPath: `/${path}`,
    createReader: () => {
      // As browsers do: some at a time.
      const waiting = [...entries];
      return { readEntries: (done: (some: unknown[]) => void) => done(waiting.splice(0, 2)) };
    },
  });
  const dropped = (...entries: readonly unknown[]) =>
    droppedFiles({
      items: entries.map((entry) => ({
        kind: 'file',
        webkitGetAsEntry: () => entry,
        getAsFile: () => new File([], 'a.txt'),
      })),
      files: [],
    } as unknown as DataTransfer);

  test('reads folders through, without what the system leaves in them', async () => {
    const deep = folder('Mine/deep', [fileEntry('Mine/deep/d.AT2')]);
    const mine = folder(
      'Mine',
      ['a.AT2', '.DS_Store', 'gone.AT2', 'c.AT2']
        .map((name) => fileEntry(`Mine/${name}`))
        .concat(deep as never),
    );
    const arrivals = await dropped(mine, null);
    expect(arrivals.map(({ path }) => path)).toEqual([
      'Mine/a.AT2',
      'Mine/gone.AT2',
      'Mine/c.AT2',
      'Mine/deep/d.AT2',
      'a.txt',
    ]);
    expect(arrivals[1]).toMatchObject({
      problem: expect.stringMatching(/^Mine\/gone\.AT2: the file could not be read\./) as string,
    });
  });

  test('of an empty folder, or of too many files, says so', async () => {
    expect(await dropped(folder('Empty', []))).toEqual([
      { path: 'Empty', problem: 'Empty: the folder has no files. Nothing was changed. Choose another.' },
    ]);
    const many = await dropped(
      folder(
        'Many',
        Array.from({ length: 2100 }, (_, i) => fileEntry(`Many/${i}.AT2`)),
      ),
    );
    expect(many).toHaveLength(2001);
    expect(many[2000]).toEqual({
      path: 'Many',
      problem:
        'Many: the folder has more than 2,000 files; the others were not looked at. Choose a part of them.',
    });
  });
});
