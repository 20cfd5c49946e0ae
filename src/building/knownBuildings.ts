import type { BuildingDesign } from './design';
import { CATALOGUE } from './catalogue/catalogue';

/** What settings that name no building mean. */
export const DEFAULT_BUILDING = 'v9';

/**
 * Buildings that settings can name, by what a link calls them: the catalogue's by its names, and by their digests those
 * that a person has opened here and that are too long for a link.
 */
export const knownBuildings = new Map<string, BuildingDesign>(
  CATALOGUE.map(({ id, design }) => [id, design]),
);
