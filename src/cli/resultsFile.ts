import type { Disk } from '../checkpoint/disk';
import { checkpointPath, fileName, runDirectory } from '../checkpoint/names';
import { sha256 } from '../checkpoint/sha256';
import type { RunSettings } from '../curriculum/settings';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import { results } from '../export/results';
import { loadCheckpoint } from '../trainer/loadCheckpoint';
import type { TrainerEvent } from '../trainer/protocol';

/** `results.json` beside the checkpoints: how the final model does on the held-out records. */
export class ResultsFile {
  #evaluations: readonly StageEvaluation[] = [];

  readonly hear = (event: TrainerEvent): void => {
    if (event.type === 'evaluation' && event.final) this.#evaluations = event.evaluations;
  };

  /**
   * @returns its path
   * @throws what `Disk.read` and `Disk.write` throw
   */
  async write(disk: Disk, settings: RunSettings): Promise<string> {
    const model = checkpointPath(settings, 'final', 4);
    const [zip, { state, training }] = await Promise.all([disk.read(model), loadCheckpoint(disk, model)]);
    const content = results({
      fileName: fileName(model),
      zip,
      sha256: await sha256(zip),
      state,
      training: training && { ...training, evaluations: this.#evaluations },
    });
    const path = `${runDirectory(settings.run)}results.json`;
    await disk.write(path, new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`));
    return path;
  }
}
