import type { Disk } from '../checkpoint/store/disk';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import type { DeviceRecovery } from './deviceRecovery';
import type { Speeds } from './engineSpeeds';
import type { EngineListener } from './openEngine';
import { openDevice, openEngine } from './openEngine';
import type { DeviceInfo, TrainingQuestion } from './protocol';
import { recordedEngine } from './recordedEngine';
import { RunEngine } from './runEngine';

/** The engine of a run, and the device that it computes on. */
export interface RunDevice {
  readonly engine: RunEngine;
  readonly device: DeviceInfo;
  /** Of the engines that were timed. */
  readonly speeds: Speeds;
}

/** A run that wants a device. */
export interface Wanting extends Pick<TrainingQuestion, 'settings' | 'engine' | 'timed'> {
  /** The checkpoint that it goes on from; null: the run is new. */
  readonly path: string | null;
}

/** Finds a run its device. Rejects with the signal's reason where it is stopped meanwhile. */
export type OpenRunDevice = (
  run: Wanting,
  listener: EngineListener,
  signal: AbortSignal,
) => Promise<RunDevice>;

/** Opens a device for a run alone. See `openDevice`. */
export function ownDevice(disk: Disk, recovery: DeviceRecovery): OpenRunDevice {
  return async ({ settings, engine: preference, timed, path }, listener, signal) => {
    const began = preference === null ? await recordedEngine(disk, path) : null;
    const wish = { preference, began, timed, signal };
    const library = await knownRecords(disk, settings);
    const { engine, device, speeds } = await openDevice(wish, listener, settings, library);
    const again = () => openEngine(device.engine, listener);
    const instead = (cause: unknown) => recovery.reopen(cause, again, listener);
    return { engine: new RunEngine({ engine, device: device.label }, instead), device, speeds };
  };
}

/** The user's own records that a run names; undefined where one of them is missing or damaged, which the run then tells. */
export async function knownRecords(
  disk: Disk,
  settings: Pick<RunSettings, 'records'>,
): Promise<RecordLibrary | undefined> {
  const { loadRecords } = await import('../records/loadRecords');
  return loadRecords(disk, settings).catch(() => undefined);
}
