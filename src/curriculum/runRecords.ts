import type { RecordRole, RecordUse, RunRecords } from './recordUse';
import { RECORD_ROLES } from './recordUse';
import type { RunSettings, StageNumber } from './settings';

/** All uses of all stages. */
export function recordUsesOf({ records }: Pick<RunSettings, 'records'>): RecordUse[] {
  return records.flatMap((stage) => RECORD_ROLES.flatMap((role) => stage[role]));
}

/** The settings with other records for one role in one stage. */
export function withRecordUses(
  settings: RunSettings,
  stage: StageNumber,
  role: RecordRole,
  uses: readonly RecordUse[],
): RunSettings {
  const records: [...RunRecords] = [...settings.records];
  records[stage - 1] = { ...records[stage - 1], [role]: uses };
  return { ...settings, records };
}
