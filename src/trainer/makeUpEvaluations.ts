import type { LoadedCheckpoint } from '../checkpoint/loadCheckpoint';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { checkpointPath } from '../checkpoint/names';
import type { StageNumber } from '../curriculum/settings';
import { STAGE_NUMBERS } from '../curriculum/settings';
import { Pace } from '../evaluation/pace';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import { messageOf } from '../errors/problem';
import * as lines from './consoleLines';
import { evaluateEndOfStage } from './evaluateEndOfStage';
import { Printer } from './printer';
import type { RunContext } from './runContext';

/**
 * The evaluations of all completed stages that this program trained: those that the context has, and those that an interrupt
 * had cut short, made up from the stages' checkpoints, which are then written anew with them.
 *
 * @param isKept whether an evaluation that is there stays; one that does not is made anew, and stays where that fails
 * @returns oldest first
 * @throws the signal's reason; any other failure is told, and leaves the evaluation out
 */
export async function makeUpEvaluations(
  run: RunContext,
  completed: StageNumber,
  signal: AbortSignal,
  isKept: (evaluation: StageEvaluation) => boolean = () => true,
): Promise<readonly StageEvaluation[]> {
  const printer = new Printer(run.host.emit);
  let evaluations = run.evaluations;
  for (const stage of STAGE_NUMBERS.filter((number) => number <= completed)) {
    if (evaluations.some((evaluation) => evaluation.stage === stage && isKept(evaluation))) continue;
    try {
      const made = await makeUp({ run, signal, printer, isKept }, stage, evaluations);
      if (made) evaluations = withEvaluation(evaluations, made);
    } catch (error) {
      signal.throwIfAborted();
      printer.printError(lines.notMadeUp(stage, messageOf(error)));
    }
  }
  return evaluations;
}

interface MakingUp {
  readonly run: RunContext;
  readonly signal: AbortSignal;
  readonly printer: Printer;
  readonly isKept: (evaluation: StageEvaluation) => boolean;
}

/** @returns null where there is nothing to make up for: Python trained the stage, or its file is gone or an older page's */
async function makeUp(
  { run, signal, printer, isKept }: MakingUp,
  stage: StageNumber,
  known: readonly StageEvaluation[],
): Promise<StageEvaluation | null> {
  const { disk, loadRecords } = run.host;
  const path = checkpointPath(run.settings, 'completed', stage);
  if (!(await disk.list(path)).some((file) => file.path === path)) return null;
  const { state, training, notes }: LoadedCheckpoint = await loadCheckpoint(disk, path);
  if (!training || training.stage !== stage || notes.length > 0) return null;
  const own = training.evaluations.find((evaluation) => evaluation.stage === stage);
  if (own && isKept(own)) return own;
  printer.print(lines.makingUp(stage));
  const { settings } = training;
  const library = await loadRecords(settings);
  const pace = new Pace(signal);
  const made = await evaluateEndOfStage(
    { policy: state, settings, stage: settings.stages[stage - 1], library },
    pace,
  );
  printer.print(...lines.heldOut(made));
  const earlier = known.filter((evaluation) => evaluation.stage !== null && evaluation.stage < stage);
  const evaluations = withEvaluation(earlier, made);
  const isSaved = await run.writer.write(path, { ...training, kind: 'completed', state, evaluations });
  printer.print(isSaved ? lines.saved(path, run.host.areFilesKept) : lines.notSaved(path));
  return made;
}

function withEvaluation(evaluations: readonly StageEvaluation[], one: StageEvaluation): StageEvaluation[] {
  const others = evaluations.filter(({ stage }) => stage !== one.stage);
  return [...others, one].toSorted((a, b) => (a.stage ?? 0) - (b.stage ?? 0));
}
