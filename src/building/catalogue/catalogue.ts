import type { CataloguedBuilding } from './cataloguedBuilding';
import { EIGHT_STOREY } from './eightStorey';
import { FIVE_STOREY } from './fiveStorey';
import { SAC_NINE_STOREY } from './sacNineStorey';
import { SAC_THREE_STOREY } from './sacThreeStorey';
import { SAC_TWENTY_STOREY } from './sacTwentyStorey';
import { V9 } from './v9';

export type { CataloguedBuilding } from './cataloguedBuilding';

/** The buildings to choose from. */
export const CATALOGUE: readonly CataloguedBuilding[] = [
  V9,
  FIVE_STOREY,
  EIGHT_STOREY,
  SAC_THREE_STOREY,
  SAC_NINE_STOREY,
  SAC_TWENTY_STOREY,
];
