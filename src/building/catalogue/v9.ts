import { V9_BUILDING } from '../v9Building';
import type { CataloguedBuilding } from './cataloguedBuilding';

/** The building of the published recipe, which settings that name none mean. */
export const V9: CataloguedBuilding = {
  id: 'v9',
  publishedFrequencies: [0.196, 0.552],
  publishedOf: 'whole',
  design: V9_BUILDING,
};
