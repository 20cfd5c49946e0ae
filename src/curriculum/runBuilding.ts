import { compile, isV9 } from '../building/building';
import type { BuildingDesign } from '../building/design';
import type { RunSettings } from './settings';

/**
 * The settings with another building. The v9 one is not written down, so that settings without a building and those that
 * name it are the same, in links, in checkpoints and by their digests.
 *
 * @param design undefined: the v9 building
 */
export function withBuilding(settings: RunSettings, design: BuildingDesign | undefined): RunSettings {
  const { building, ...rest } = settings;
  void building;
  return design && !isV9(compile(design)) ? { ...rest, building: design } : rest;
}
