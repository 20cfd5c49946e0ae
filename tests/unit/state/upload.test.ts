import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_RUN_SIZE } from '../../../src/checkpoint/limits';
import { PRESETS } from '../../../src/curriculum/presets';
import type { CallHandlers } from '../../../src/messaging/calls';
import type { ImportInspection, TrainerCalls } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const ZIP = new File([new Uint8Array([1, 2, 3])], 'chosen.zip');
const FOUND: ImportInspection = {
  fileName: 'chosen.zip',
  names: ['stage1_50kN.zip'],
  run: null,
  summary: [],
  warnings: [],
  recipes: [],
  mustChooseRecipe: false,
};

async function pageWith(found: Partial<ImportInspection> = {}) {
  const page = makePage();
  const inspect = vi.fn<CallHandlers<TrainerCalls>['inspect']>(() => ({ ...FOUND, ...found }));
  const stored = vi.fn<CallHandlers<TrainerCalls>['import']>(() => null);
  page.serve({ inspect, import: stored });
  await page.upload.offer(ZIP);
  return { ...page, inspect, stored };
}

describe('a zip on its way into a run', () => {
  test('goes under its own name into the run on the page, once the person says so', async () => {
    const { upload, stored, settings, put } = await pageWith();
    expect(upload).toMatchObject({ destination: 'named', recipeChoice: 'page', isReady: true, replaced: [] });
    expect(stored).not.toHaveBeenCalled();
    await put('models/rl_v9_advanced/stage1_50kN.zip');
    expect(upload.replaced).toEqual(['stage1_50kN.zip']);
    await upload.store();
    const file = { fileName: 'chosen.zip', content: expect.any(File) as File };
    expect(stored).toHaveBeenCalledWith({ settings: settings.current, file, target: { as: 'named' } });
    expect([upload.inspection, upload.destination]).toEqual([null, null]);
  });

  test('one that does not say its stage waits for a destination', async () => {
    const { upload, stored } = await pageWith({ names: [] });
    expect([upload.destination, upload.isReady, upload.names]).toEqual([null, false, []]);
    await upload.store();
    expect(stored).not.toHaveBeenCalled();
    upload.destination = 2;
    expect([upload.isReady, upload.names]).toEqual([true, ['stage2_100kN.zip']]);
    await upload.store();
    expect(stored.mock.calls[0][0].target).toEqual({ as: 'completed', stage: 2 });
  });

  test('a new run begins under a name that has no files', async () => {
    const { upload, put } = await pageWith({ names: [] });
    await put('models/rl_v9_advanced/other/stage1_50kN.zip');
    upload.destination = 'new';
    upload.run = 'other';
    expect([upload.runProblem !== null, upload.isReady]).toEqual([true, false]);
    for (const name of ['Other', 'con', 'soft.', 'a b']) {
      upload.run = name;
      expect(upload.runProblem).toContain(name);
    }
    upload.run = 'another';
    expect([upload.runProblem, upload.isReady, upload.names]).toEqual([null, true, ['initial_model.zip']]);
  });

  test('a run of this page comes with its settings, and the page takes them over', async () => {
    const settings = { ...PRESETS.smoke, seed: 99 };
    const recipes = [{ label: 'Its own', recipe: { of: 'run', settings } as const }];
    const page = await pageWith({ run: 'packed', recipes });
    expect(page.upload).toMatchObject({ run: 'packed', recipeChoice: 0 });
    await page.upload.store();
    expect(page.settings.current).toMatchObject({ seed: 99, run: 'packed' });
  });

  test('hyperparameters of another program are for the stages to come', async () => {
    const recipe = { of: 'stages', hyperparameters: { gamma: 0.5 } } as const;
    const page = await pageWith({
      names: [],
      recipes: [{ label: 'Its own', recipe }],
      mustChooseRecipe: true,
    });
    page.upload.destination = 2;
    expect([page.upload.recipeChoice, page.upload.isReady]).toEqual([null, false]);
    page.upload.recipeChoice = 0;
    const gammas = page.upload.settings.stages.map(({ hyperparameters }) => hyperparameters.gamma === 0.5);
    expect(gammas).toEqual([false, false, true, true]);
  });

  test('one that cannot be used is told of until another is tried', async () => {
    const { upload, inspect, texts, notices } = await pageWith();
    notices.tell('of another part', { from: 'training' });
    inspect.mockRejectedValue(new Error('It is no zip.'));
    upload.cancel();
    await upload.offer(ZIP);
    expect(texts()).toEqual(['of another part', 'chosen.zip: It is no zip.']);
    expect(upload.inspection).toBe(null);
    inspect.mockResolvedValue(FOUND);
    await upload.offer(ZIP);
    expect(texts()).toEqual(['of another part']);
  });

  test('one that the disk refuses leaves the settings as they were', async () => {
    const { upload, stored, texts, settings } = await pageWith({ run: 'packed' });
    stored.mockRejectedValue(new Error('The disk is full.'));
    await upload.store();
    expect(texts()).toEqual(['The disk is full.']);
    expect(settings.current.run).toBe('');
    expect(upload.inspection).toBe(null);
  });

  test('one that is larger than any run is not even read', async () => {
    const { upload, inspect, texts } = await pageWith();
    const large = Object.defineProperty(new File([], 'large.zip'), 'size', { value: MAX_RUN_SIZE + 1 });
    upload.cancel();
    await upload.offer(large);
    expect(inspect).toHaveBeenCalledTimes(1);
    expect(texts()).toEqual([expect.stringMatching(/^large\.zip has \d+ MB.*Nothing stored has changed/)]);
  });

  test('several are looked into one after the other; one that comes while another is shown waits', async () => {
    const { upload, inspect, texts } = await pageWith();
    inspect.mockImplementation(({ fileName }) => {
      if (/^(bad|worse)/.test(fileName)) throw new Error('It is no zip.');
      return { ...FOUND, fileName };
    });
    const files = ['bad.zip', 'second.zip', 'worse.zip', 'third.zip'].map((name) => new File([], name));
    await upload.offer(...files);
    expect([upload.inspection?.fileName, upload.waiting]).toEqual(['chosen.zip', 4]);
    upload.cancel();
    await vi.waitFor(() => expect(upload.inspection?.fileName).toBe('second.zip'));
    expect(upload.waiting).toBe(2);
    await upload.store();
    await vi.waitFor(() => expect(upload.inspection?.fileName).toBe('third.zip'));
    upload.cancel();
    expect([upload.inspection, upload.waiting]).toEqual([null, 0]);
    expect(texts()).toEqual(['bad.zip: It is no zip. worse.zip: It is no zip.']);
  });

  test('one that is being stored is stored once, and is not cancelled; the next is shown after it', async () => {
    const { upload, inspect, stored, texts, questions, answer, serve } = await pageWith();
    inspect.mockImplementation(({ fileName }) => ({ ...FOUND, fileName }));
    await upload.offer(new File([], 'next.zip'));
    serve({ import: undefined });
    const storing = upload.store();
    expect([upload.isStoring, upload.isReady]).toEqual([true, false]);
    await upload.store();
    upload.cancel();
    expect([upload.inspection?.fileName, upload.waiting]).toEqual(['chosen.zip', 1]);
    await answer('import', null);
    await storing;
    await vi.waitFor(() => expect(upload.inspection?.fileName).toBe('next.zip'));
    expect([upload.isStoring, upload.isReady, questions('import').length, texts()]).toEqual([
      false,
      true,
      1,
      [],
    ]);
    expect(stored).not.toHaveBeenCalled();
  });
});
