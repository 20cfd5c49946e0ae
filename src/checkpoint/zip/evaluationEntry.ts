import * as v from 'valibot';
import { STAGE_NUMBERS } from '../../curriculum/settings';
import { byFirstMetric, byLaterMetric } from '../../evaluation/metricNames';
import { byController } from '../../evaluation/stageEvaluation';
import { MAGNITUDES } from '../../groundMotion/synthetic';

/** Evaluations in a checkpoint's entry: one number for each record, all columns of one length. */

const magnitude = v.picklist(MAGNITUDES);
const column = v.array(v.number());

const responses = v.strictObject({
  ...byFirstMetric(() => column),
  ...byLaterMetric(() => v.optional(column)),
});

const UNEVEN = 'columns of different lengths';

interface Columns {
  readonly records: string[];
  readonly responses: Readonly<Record<string, v.InferOutput<typeof responses>>>;
  readonly episodes?: readonly unknown[] | undefined;
  readonly smallestPeaks?: number[] | null;
}

function areEven({ records, responses, episodes, smallestPeaks }: Columns): boolean {
  const columns = Object.values(responses).flatMap((one) => Object.values(one));
  const known = columns.filter((each) => each !== undefined);
  return [...known, episodes ?? records, smallestPeaks ?? records].every(
    ({ length }) => length === records.length,
  );
}

const ownRecords = v.pipe(
  v.strictObject({
    records: v.array(v.string()),
    responses: v.strictObject({ uncontrolled: responses, ppo: responses }),
  }),
  v.check((evaluation) => areEven(evaluation), UNEVEN),
);

const stageEvaluation = v.pipe(
  v.strictObject({
    stage: v.nullable(v.picklist(STAGE_NUMBERS)),
    magnitude,
    force_limit_kN: v.number(),
    stroke_limit_m: v.optional(v.number()),
    storeyHeight_m: v.optional(v.number()),
    weight_N: v.optional(v.number()),
    records: v.array(v.string()),
    responses: v.strictObject(byController(() => responses)),
    episodes: v.optional(v.array(v.strictObject({ r: v.number(), l: v.number() }))),
    smallestPeaks: v.nullable(column),
    ownRecords: v.optional(ownRecords),
  }),
  v.check((evaluation) => areEven(evaluation), UNEVEN),
);

/** Version 1 compared one record with the uncontrolled building. Such evaluations are read and left out. */
const oneRecord = v.pipe(
  v.object({ record: v.string(), controlled: v.object({}), uncontrolled: v.object({}) }),
  v.transform(() => null),
);

export const evaluationsEntry = v.array(v.union([stageEvaluation, oneRecord]));

const robustness = v.strictObject({
  condition: v.string(),
  magnitude,
  force_limit_kN: v.number(),
  peaks: v.strictObject({ lqr: column, ppo: column }),
});

export const finalEvaluationEntry = v.strictObject({
  stages: v.array(stageEvaluation),
  robustness: v.array(robustness),
});
