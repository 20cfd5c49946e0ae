import { afterEach, expect, test, vi } from 'vitest';
import type { AnalysisClient } from '../../../src/analysis/client';
import type { OwnRecord, RecordReading } from '../../../src/analysis/protocol';
import { RecordsState } from '../../../src/state/records.svelte';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const KOBE = { path: 'records/kobe', name: 'Kobe', digest: 'a'.repeat(64) } as OwnRecord;

/** A page whose worker answers these questions. */
function pageWith(answers: Readonly<Record<string, () => Promise<unknown>>>) {
  const page = makePage();
  const analysis = { call: (name: string) => answers[name]() } as unknown as AnalysisClient;
  return { ...page, records: new RecordsState(page.stores, analysis, page.settings, page.notices) };
}

test('a rename that is refused is told of, although the listing after it succeeds', async () => {
  const { records, texts } = pageWith({
    renameRecord: () => Promise.reject(new Error('The name is taken.')),
    ownRecords: () => Promise.resolve([KOBE]),
  });
  expect(await records.rename(KOBE, 'El Centro')).toBe(false);
  expect(records.own).toEqual([KOBE]);
  expect(texts()).toEqual(['The name is taken.']);
});

test('a deletion takes the record out of the run; one that is refused leaves it there', async () => {
  const deletion = vi.fn(() => Promise.reject(new Error('The disk does not answer.')));
  const { records, texts } = pageWith({ deleteRecord: deletion, ownRecords: () => Promise.resolve([KOBE]) });
  records.addUse(KOBE, 1, 'training', null);
  await records.delete(KOBE);
  expect([records.usesOf(KOBE).length, texts()]).toEqual([1, ['The disk does not answer.']]);
  deletion.mockResolvedValue(undefined as never);
  await records.delete(KOBE);
  expect([records.usesOf(KOBE).length, texts()]).toEqual([0, []]);
});

test('what comes in while others are stored waits; what is cancelled by then is not stored', async () => {
  let answer: () => void = () => undefined;
  const addRecord = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
  const { records } = pageWith({ addRecord, ownRecords: () => Promise.resolve([]) });
  const reading = (name: string) => {
    const summary = { name, dt: 0.02, acceleration: new Float64Array([name.length]) };
    return { fileName: name, summary, open: null } as unknown as RecordReading;
  };
  records.review([reading('a'), reading('bb')]);
  const storing = records.accept();
  records.closeReview();
  records.review([reading('ccc')]);
  answer();
  await storing;
  expect(addRecord).toHaveBeenCalledTimes(1);
  expect(records.pending.map(({ name }) => name)).toEqual(['ccc']);
});
