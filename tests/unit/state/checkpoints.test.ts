import { afterEach, describe, expect, test, vi } from 'vitest';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const DIRECTORY = 'models/rl_v9_advanced';
const [FIRST, SECOND, THIRD] = ['1_50', '2_100', '3_150'].map((name) => `${DIRECTORY}/stage${name}kN.zip`);
const INTERRUPTED = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;

async function pageWith(...paths: readonly string[]) {
  const page = makePage();
  await page.put(...paths);
  const fileAt = (path: string) => {
    const file = page.files.files.find((each) => each.path === path);
    if (!file) throw new Error(`no ${path}`);
    return file;
  };
  page.serve({ delete: async ({ paths: deleted }) => (await page.disk.delete(deleted), null) });
  return { ...page, fileAt };
}

describe('what is done with checkpoints', () => {
  test('training goes on at once from one in the middle of its stage', async () => {
    const { checkpoints, questions, fileAt } = await pageWith(FIRST, INTERRUPTED);
    expect(checkpoints.canContinueFrom(fileAt(INTERRUPTED))).toBe(true);
    checkpoints.continueFrom(fileAt(INTERRUPTED));
    expect(questions('continue')).toMatchObject([{ path: INTERRUPTED }]);
    expect(checkpoints.isReadOnly).toBe(true);
  });

  test('but not before the person agreed to lose what was completed after it', async () => {
    const { checkpoints, questions, fileAt, files } = await pageWith(FIRST, SECOND, THIRD, INTERRUPTED);
    checkpoints.continueFrom(fileAt(INTERRUPTED));
    expect(checkpoints.deletion?.paths.toSorted()).toEqual([SECOND, THIRD]);
    expect(questions('continue')).toEqual([]);
    await checkpoints.confirm();
    expect(files.files.map(({ path }) => path).toSorted()).toEqual([FIRST, INTERRUPTED].toSorted());
    expect(questions('continue')).toMatchObject([{ path: INTERRUPTED }]);
  });

  test('and from the newest completed stage, which is what a start does', async () => {
    const { checkpoints, questions, fileAt } = await pageWith(FIRST, SECOND);
    checkpoints.continueFrom(fileAt(SECOND));
    expect([checkpoints.deletion, questions('start').length]).toEqual([null, 1]);
  });

  test('an earlier stage is trained on only after the person agreed to lose the later ones', async () => {
    const { checkpoints, questions, fileAt, files } = await pageWith(FIRST, SECOND, THIRD);
    checkpoints.continueFrom(fileAt(FIRST));
    expect(checkpoints.deletion?.paths.toSorted()).toEqual([SECOND, THIRD]);
    checkpoints.cancel();
    await checkpoints.confirm();
    expect([questions('delete').length, questions('start').length]).toEqual([0, 0]);
    checkpoints.continueFrom(fileAt(FIRST));
    await checkpoints.confirm();
    expect(files.files.map(({ path }) => path)).toEqual([FIRST]);
    expect([checkpoints.deletion, questions('start').length]).toEqual([null, 1]);
  });

  test('the next stage does not begin with settings that a start would refuse; an emergency file has its own', async () => {
    const { checkpoints, control, questions, fileAt, settings } = await pageWith(FIRST, INTERRUPTED);
    settings.change({ ...settings.current, n_envs: 0 });
    expect([control.isBlocked, checkpoints.isBlocked(fileAt(FIRST))]).toEqual([true, true]);
    checkpoints.continueFrom(fileAt(FIRST));
    expect(questions('start')).toEqual([]);
    expect(checkpoints.isBlocked(fileAt(INTERRUPTED))).toBe(false);
    checkpoints.continueFrom(fileAt(INTERRUPTED));
    expect(questions('continue')).toHaveLength(1);
  });

  test('nor while the files cannot be seen', async () => {
    const { checkpoints, questions, fileAt, files } = await pageWith(FIRST);
    files.isReadable = false;
    expect(checkpoints.isBlocked(fileAt(FIRST))).toBe(true);
    checkpoints.continueFrom(fileAt(FIRST));
    expect(questions('start')).toEqual([]);
  });

  test('nor of another run, where the page has gone there while files were deleted', async () => {
    const { checkpoints, questions, fileAt, settings } = await pageWith(FIRST, SECOND);
    checkpoints.continueFrom(fileAt(FIRST));
    const confirmed = checkpoints.confirm();
    settings.change({ ...settings.current, run: 'other' });
    await confirmed;
    expect(questions('start')).toEqual([]);
  });

  test('what could not be deleted is told, and nothing is trained', async () => {
    const { checkpoints, questions, fileAt, serve, texts } = await pageWith(FIRST, SECOND);
    serve({ delete: () => Promise.reject(new Error('The disk refused.')) });
    checkpoints.continueFrom(fileAt(FIRST));
    await checkpoints.confirm();
    expect(texts()).toEqual(['The disk refused.']);
    expect(questions('start')).toEqual([]);
  });

  test('a file of another force limit, the last stage and a final model begin nothing', async () => {
    const names = ['stage1_60kN', 'stage4_150kN', 'final_v9_advanced'].map(
      (name) => `${DIRECTORY}/${name}.zip`,
    );
    const { checkpoints, fileAt } = await pageWith(...names);
    expect(names.map((path) => checkpoints.canContinueFrom(fileAt(path)))).toEqual([false, false, false]);
  });

  test('at once to many: each has the files that it would delete', async () => {
    const { checkpoints } = await pageWith(FIRST, SECOND, INTERRUPTED);
    const [all, ...others] = checkpoints.bulkActions.map(({ paths }) => paths.toSorted());
    expect(all).toEqual([FIRST, SECOND, INTERRUPTED].toSorted());
    expect(others.at(1)).toEqual([SECOND]);
    expect(others.at(-1)).toEqual([INTERRUPTED]);
  });

  test('are changed by nobody while another tab has the run', async () => {
    const { checkpoints, files, browser } = await pageWith(FIRST);
    expect(checkpoints.isReadOnly).toBe(false);
    browser.locks.push({ name: 'tmd-lab:models/rl_v9_advanced/' });
    await files.lookAtLock();
    expect(checkpoints.isReadOnly).toBe(true);
  });

  test('a download of a missing file is told of, and the next one begins without it', async () => {
    const { checkpoints, texts, disk } = await pageWith(FIRST);
    await checkpoints.download(SECOND);
    expect(texts()).toEqual([expect.stringContaining('stage2_100kN.zip')]);
    vi.spyOn(disk, 'read').mockRejectedValue(new Error('damaged'));
    await checkpoints.download(FIRST);
    expect(texts()).toEqual(['damaged']);
  });

  test('a download of all says which files are not in it', async () => {
    const { checkpoints, texts, serve } = await pageWith(FIRST, SECOND);
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:');
    vi.stubGlobal('document', { createElement: () => ({ click: () => undefined }) });
    const leftOut = ['stage2_100kN.zip'];
    serve({ exportRun: () => ({ fileName: 'run.zip', content: new Blob(), leftOut }) });
    await checkpoints.downloadRun();
    expect(texts()).toEqual([expect.stringMatching(/all files but stage2_100kN\.zip/)]);
  });
});
