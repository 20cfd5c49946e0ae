import { compile } from '../building/building';
import type { Disk, HashedDisk } from '../checkpoint/store/disk';
import { RecordMissingError, preparedRecord } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import { suspensionOf } from '../evaluation/controllers/passiveDamper';
import { policyController } from '../evaluation/controllers/policyController';
import { saturatedLqr } from '../evaluation/controllers/saturatedLqr';
import { uncontrolled } from '../evaluation/controllers/uncontrolled';
import { Pace } from '../evaluation/pace';
import { lqrWeights, passiveTuning } from '../evaluation/knownFigures';
import type { Player } from '../evaluation/playback';
import { playRecord } from '../evaluation/playback';
import { heldOutRecord, trainingRecords } from '../groundMotion/catalogue';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { summariseRecord } from '../groundMotion/recordSummary';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { NO_NORMALISATION } from '../ppo/normalisation';
import { RecordShelf, renameRecord } from '../records/recordShelf';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import type { AnalysisCalls, PlayedPolicy, PlayedRecord, PlayQuestion } from './protocol';
import { messageOf } from '../errors/problem';
import { readingOf, readingsOf } from './recordReadings';
import { zipContents } from './zipContents';
import type { CallHandlers } from '../messaging/calls';

/** Training records that are shown of each magnitude. */
const SHOWN_TRAINING_RECORDS = 10;

/** Answers the calls of the page: it computes, and keeps the user's own records, but never touches a training. */
export function analyst(disk: HashedDisk): CallHandlers<AnalysisCalls> {
  const shelf = new RecordShelf(disk);
  return {
    play: async ({ policy, record, stage, settings }) => {
      const [player, task] = await playerOf(disk, policy, stage, settings);
      const motion = await recordOf(shelf, record, task);
      return playRecord(motion, task, stage.force_limit_kN, player);
    },
    builtInRecords: ({ magnitude, spectrum }) => {
      const records = [
        heldOutRecord(magnitude, spectrum),
        ...trainingRecords(magnitude, spectrum, SHOWN_TRAINING_RECORDS),
      ];
      return Pace.uninterrupted().map(records, summariseRecord);
    },
    readRecords: async (files) =>
      (await Pace.uninterrupted().map(files, ({ fileName, bytes }) => readingsOf(fileName, bytes))).flat(),
    answerRecord: ({ fileName, content, answers }) => readingOf(fileName, content, answers),
    lookIntoZip: ({ fileName, content }) => zipContents(fileName, content),
    ownRecords: async () =>
      Promise.all(
        (await shelf.list()).map(async (stored) => {
          try {
            return { ...stored, summary: summariseRecord(await shelf.read(stored.path)), problem: null };
          } catch (error) {
            return { ...stored, summary: null, problem: messageOf(error) };
          }
        }),
      ),
    addRecord: async (motion) => {
      await shelf.add(motion);
      return null;
    },
    renameRecord: async ({ path, name }) => {
      await renameRecord(disk, path, name);
      return null;
    },
    deleteRecord: async ({ path }) => {
      await shelf.delete([path]);
      return null;
    },
  };
}

/** @returns who controls, null: nobody; and the settings that go with it */
async function playerOf(
  disk: Disk,
  policy: PlayedPolicy,
  stage: PlayQuestion['stage'],
  settings: RunSettings,
): Promise<readonly [Player | null, RunSettings]> {
  switch (policy.of) {
    case 'none':
      return [null, settings];
    case 'passive': {
      const suspension = suspensionOf(
        compile(settings.building),
        await passiveTuning(settings, Pace.uninterrupted()),
      );
      return [{ controller: uncontrolled, options: { suspension } }, settings];
    }
    case 'lqr': {
      const { integrator, spectrum, building } = settings;
      const weights = await lqrWeights({ building, integrator, spectrum, ...stage }, Pace.uninterrupted());
      const limit = 1000 * stage.force_limit_kN;
      return [{ controller: saturatedLqr(compile(building), integrator, limit, weights) }, settings];
    }
    case 'parameters': {
      const { architecture, parameters } = policy;
      const network = { architecture, parameters, normalisation: NO_NORMALISATION };
      return [policyPlayer(network, settings), settings];
    }
    case 'checkpoint': {
      const { state, training } = await loadCheckpoint(disk, policy.path);
      const task = training?.settings ?? settings;
      return [policyPlayer(state, task), task];
    }
  }
}

function policyPlayer(policy: TrainedPolicy, { control_period }: RunSettings): Player {
  return { controller: policyController(policy), options: { controlPeriod: control_period } };
}

async function recordOf(
  shelf: RecordShelf,
  record: PlayedRecord,
  { spectrum }: RunSettings,
): Promise<GroundMotion> {
  if (record.of === 'built-in') return heldOutRecord(record.magnitude, spectrum);
  const { use } = record;
  const stored = (await shelf.list()).find(({ digest }) => digest === use.digest);
  if (!stored) throw new RecordMissingError(use);
  return preparedRecord(use, new Map([[use.digest, await shelf.read(stored.path)]]));
}
