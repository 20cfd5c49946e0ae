import { DEFAULT_PRESET, PRESETS } from '../curriculum/presets';
import { ROOT_DIRECTORY } from '../checkpoint/names';

/** Where checkpoints go unless `--run-dir` says otherwise. */
export const DEFAULT_RUN_DIRECTORY = ROOT_DIRECTORY.replace(/\/$/, '');

/** The command line asks for something that cannot be done; nothing was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super(`${message}\nNothing was started; --help lists the options.`);
  }
}

export const USAGE = `Trains a run through its four stages, or trains on where it was left, as the page does.

Usage: npm run train -- [options]

What to train
  --preset NAME        ${Object.keys(PRESETS).join(', ')}
                       (default: ${DEFAULT_PRESET})
  --settings LINK      the settings in a link of the page; its part after the # will do
  --set PATH=VALUE     one setting, for instance stage3.n_steps=4096; may be repeated
  --seed N             the same as --set seed=N
  --seeds LIST         a run for each of several seeds, 0..7 or 0,3,5: see below
  --building FILE      a building of your own, as JSON (default: that of the settings)
  --show-settings      print all settings as PATH=VALUE, and their link; train nothing

Where
  --run-dir DIR        the directory of the checkpoints (default: ${DEFAULT_RUN_DIRECTORY})
  --model-dir DIR      the same, as the original's script has it
  --log-dir DIR        a directory for the logs (default: the run's own); with --run-name, its folder of that name
  --run-name NAME      a folder in it, for one run of several; give every seed its own
  --records DIR        a folder with the files of records of your own that the settings name; those that the
                       run uses are copied into its records/

On what
  --engine ENGINE      wasm, webgpu (a GPU; needs the npm package webgpu), tfjs (slow; for comparison), or automatic: the
                       faster of wasm and webgpu, timed at the start (default: that which the run began with, or wasm)
  --threads N          threads of the wasm engine (default: the fastest number, measured in the first iterations, up to
                       8, the processor's or SLURM_CPUS_PER_TASK); they do not change the result

How to begin
  --continue FILE      go on from an emergency checkpoint, exactly where and as it was saved; "latest" takes the
                       furthest of the stage that comes next, and resumes as usual where there is none
  --fresh              delete the run's checkpoints and results.json first, with --seeds seeds.json too, and begin its log
                       anew; asks, unless --yes is given too
  --yes                answer yes
  --evaluate-again     train nothing: evaluations that an older version made, and that lack what is measured today, are
                       made anew, and stand in the checkpoints and results.json then

What to print
  --log-interval N     iterations between two tables of values (default: 1); 0 prints none
  --quiet              print errors only
  --version
  --help

With --seeds, the runs are called seed0, seed1 and so on, or NAME-seed0 with --run-name NAME; each has its own folder,
log and results.json, begins or goes on by the same rules, and is what it would be alone. On wasm as many are trained
side by side as there are processors, each on the threads that are left for it, or on --threads; on webgpu up to 16 in
the same dispatches; automatic times both once for all of them; on tfjs one after another. Lines begin with the run's
name; tables are printed where --log-interval asks for them. When all are
complete, what they reach is summed up in seeds.json, or NAME-seeds.json, in the directory of the checkpoints.

Without --continue, training resumes after the last completed stage, as the names of the files say.
Ctrl+C, SIGTERM, SIGHUP and a closed output stop within the iteration and leave an INTERRUPTED checkpoint.
The run's directory also gets results.json and, where no --log-dir takes them, progress.csv, monitor.csv, progress.json and
TensorBoard's event files.

Exit status: 0 the run is complete; 1 an error; 2 wrong usage; 130, 143 or 129 stopped by SIGINT, SIGTERM or SIGHUP
(129 also where its output was closed).
`;
