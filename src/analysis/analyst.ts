import type { Disk } from '../checkpoint/disk';
import { RecordMissingError, preparedRecord } from '../curriculum/recordLibrary';
import type { RecordUse } from '../curriculum/recordUse';
import { playRecord } from '../evaluation/playback';
import { policyController } from '../evaluation/policyController';
import { heldOutRecord, trainingRecords } from '../groundMotion/catalogue';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { summariseRecord } from '../groundMotion/recordSummary';
import { decodeRecord, digestOf, recordName } from '../records/recordFile';
import { RecordShelf } from '../records/recordShelf';
import { loadCheckpoint } from '../trainer/loadCheckpoint';
import type { AnalysisCall, AnalysisCalls, PlayedPolicy, PlayedRecord } from './protocol';

/** Training records that are shown of each magnitude. */
const SHOWN_TRAINING_RECORDS = 10;

type Handlers = {
  readonly [Call in AnalysisCall]: (
    question: AnalysisCalls[Call]['question'],
  ) => AnalysisCalls[Call]['answer'] | Promise<AnalysisCalls[Call]['answer']>;
};

/** Answers the calls of the page: it computes, and keeps the user's own records, but never touches a training. */
export function analyst(disk: Disk): Handlers {
  const shelf = new RecordShelf(disk);
  return {
    play: async ({ policy, record, force_limit_kN, settings }) => {
      const { controller, trained } = await controllerOf(disk, policy);
      const task = trained ?? settings;
      const motion = await recordOf(shelf, record, task);
      return playRecord(motion, task, force_limit_kN, controller);
    },
    builtInRecords: ({ magnitude, spectrum }) =>
      [
        heldOutRecord(magnitude, spectrum),
        ...trainingRecords(magnitude, spectrum).slice(0, SHOWN_TRAINING_RECORDS),
      ].map(summariseRecord),
    readRecords: (files) =>
      files.map(({ fileName, bytes }) => {
        try {
          return { fileName, summary: summariseRecord(decodeRecord(fileName, bytes)) };
        } catch (error) {
          return { fileName, problem: messageOf(error) };
        }
      }),
    ownRecords: async () => {
      const entries = await shelf.list();
      return Promise.all(
        entries.map(async (entry) => {
          const known = { entry, name: recordName(entry.path), digest: digestOf(entry) };
          try {
            return { ...known, summary: summariseRecord(await shelf.read(entry.path)), problem: null };
          } catch (error) {
            return { ...known, summary: null, problem: messageOf(error) };
          }
        }),
      );
    },
    addRecord: async (motion) => {
      await shelf.add(motion);
      return null;
    },
    renameRecord: async ({ path, name }) => {
      await shelf.rename(path, name);
      return null;
    },
    deleteRecord: async ({ path }) => {
      await shelf.delete([path]);
      return null;
    },
  };
}

async function controllerOf(disk: Disk, policy: PlayedPolicy) {
  switch (policy.of) {
    case 'none':
      return { controller: null, trained: null };
    case 'parameters':
      return { controller: policyController(policy.architecture, policy.parameters), trained: null };
    case 'checkpoint': {
      const { state, training } = await loadCheckpoint(disk, policy.path);
      const controller = policyController(state.architecture, state.parameters);
      return { controller, trained: training?.settings ?? null };
    }
  }
}

async function recordOf(
  shelf: RecordShelf,
  record: PlayedRecord,
  { spectrum }: AnalysisCalls['play']['question']['settings'],
): Promise<GroundMotion> {
  if (record.of === 'built-in') return heldOutRecord(record.magnitude, spectrum);
  const { use } = record;
  const entry = await findRecord(shelf, use);
  return preparedRecord(use, new Map([[use.digest, await shelf.read(entry.path)]]));
}

async function findRecord(shelf: RecordShelf, use: RecordUse) {
  const entry = (await shelf.list()).find((candidate) => digestOf(candidate) === use.digest);
  if (!entry) throw new RecordMissingError(use);
  return entry;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
