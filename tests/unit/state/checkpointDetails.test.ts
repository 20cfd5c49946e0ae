import { expect, test, vi } from 'vitest';
import type { HashedFileEntry } from '../../../src/checkpoint/store/disk';
import { CheckpointDetailsState } from '../../../src/state/checkpointDetails.svelte';
import type { TrainerClient } from '../../../src/trainer/client';
import type { CheckpointDescription } from '../../../src/trainer/protocol';

const fileAt = (path: string, sha256 = path): HashedFileEntry => ({ path, sha256, size: 1, writtenAt: 0 });
const [ONE, TWO] = [fileAt('one.zip'), fileAt('two.zip')];
const holding = (numTimesteps: number) => ({ numTimesteps }) as CheckpointDescription;

function details() {
  const describe = vi.fn<(path: string) => Promise<CheckpointDescription>>().mockResolvedValue(holding(7));
  const call = (_: 'describe', { path }: { readonly path: string }) => describe(path);
  return { describe, state: new CheckpointDetailsState({ call } as unknown as TrainerClient) };
}

test('a checkpoint is known once somebody has looked at it', async () => {
  const { state } = details();
  expect([state.of(ONE), state.descriptionOf(null)]).toEqual([undefined, undefined]);
  state.look([ONE]);
  expect([state.of(ONE)?.status, state.descriptionOf(ONE)]).toEqual(['reading', undefined]);
  await expect.poll(() => state.descriptionOf(ONE)).toEqual(holding(7));
  expect(state.of(TWO)).toBeUndefined();
});

test('each is read once, however often it is looked at; other content at its path is another', async () => {
  const { state, describe } = details();
  state.look([ONE, TWO]);
  state.look([ONE, TWO]);
  await expect.poll(() => state.of(TWO)?.status).toBe('sound');
  expect(describe.mock.calls).toEqual([['one.zip'], ['two.zip']]);
  const rewritten = fileAt('one.zip', 'other');
  expect(state.of(rewritten)).toBeUndefined();
  state.look([rewritten]);
  await expect.poll(() => state.of(rewritten)?.status).toBe('sound');
  expect(describe).toHaveBeenCalledTimes(3);
});

test('they are read one after the other', async () => {
  const { state, describe } = details();
  const answers: ((description: CheckpointDescription) => void)[] = [];
  describe.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  state.look([ONE, TWO]);
  await expect.poll(() => answers.length).toBe(1);
  answers[0](holding(1));
  await expect.poll(() => answers.length).toBe(2);
  answers[1](holding(2));
  await expect.poll(() => state.descriptionOf(TWO)).toEqual(holding(2));
  expect(state.descriptionOf(ONE)).toEqual(holding(1));
});

test('one that is damaged says why, keeps no other from being read, and can be read again', async () => {
  const { state, describe } = details();
  describe.mockRejectedValueOnce(new Error('Its hash is another.'));
  state.look([ONE, TWO]);
  await expect.poll(() => state.of(TWO)?.status).toBe('sound');
  expect(state.of(ONE)).toMatchObject({ status: 'damaged', problem: 'Its hash is another.' });
  expect(state.descriptionOf(ONE)).toBeUndefined();
  state.verify(ONE);
  await expect.poll(() => state.of(ONE)?.status).toBe('sound');
});
