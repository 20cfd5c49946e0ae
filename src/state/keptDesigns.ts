import type { BuildingDesign } from '../building/design';
import { parseBuildingDesign } from '../building/designFile';
import { knownBuildings } from '../building/knownBuildings';
import { formatBuilding, isByDigest } from '../curriculum/buildingText';
import type { SettingsLink } from '../curriculum/settingsLink';
import { parseSettingsLink } from '../curriculum/settingsLink';
import { forget, recall, remember } from '../platform/memory';
import { SERIES_KEY, SETTINGS_KEY } from './keys';
import { runLinks } from './runLinks';

/** The building in the form. */
const FORM = 'tmd-lab.design';
/** That of the run on the page, where older versions of the page kept it. */
const ONLY_ONE = 'tmd-lab.building';
/** Begins the keys of the buildings that links name by their digests, which stand behind it. */
const BY_DIGEST = 'tmd-lab.building.';

export function keepFormDesign(design: BuildingDesign): void {
  remember(FORM, JSON.stringify(design));
}

/** @returns null where none is kept, or what an older version of the page kept is none any more */
export function keptFormDesign(): BuildingDesign | null {
  return designAt(FORM);
}

/** Keeps a building for which a link is too short, for as long as a remembered link names it. */
export function keepBuilding(design: BuildingDesign | undefined): void {
  const name = formatBuilding(design);
  if (isByDigest(name) && recall(BY_DIGEST + name) === null)
    remember(BY_DIGEST + name, JSON.stringify(design));
}

/** Reads a remembered link, with the building that it may name by its digest. */
export function parseKeptLink(link: string): SettingsLink {
  const name = buildingIn(link);
  if (name && !knownBuildings.has(name)) designAt(BY_DIGEST + name);
  return parseSettingsLink(link);
}

/** A text that named a building by its digest is remembered no more: nor is the building, unless another text names it. */
export function forgetBuildingOf(text: string | null | undefined): void {
  const name = buildingIn(text ?? '');
  if (!name) return;
  const others = [...runLinks().values(), recall(SETTINGS_KEY), recall(SERIES_KEY), location.hash];
  if (!others.some((other) => other?.includes(name))) forget(BY_DIGEST + name);
}

/** Takes over the building that an older version of the page kept. */
export function adoptKeptBuilding(): void {
  const design = designAt(ONLY_ONE);
  if (design) keepBuilding(design);
  forget(ONLY_ONE);
}

/** Links that name the building by its digest find it from then on. */
function designAt(key: string): BuildingDesign | null {
  const kept = recall(key);
  if (kept === null) return null;
  try {
    const design = parseBuildingDesign(JSON.parse(kept));
    formatBuilding(design);
    return design;
  } catch {
    forget(key);
    return null;
  }
}

function buildingIn(text: string): string | undefined {
  return /\bbuilding=(sha256\.[0-9a-f]{16})\b/.exec(text)?.[1];
}
