import type { CataloguedBuilding } from '../../src/building/catalogue/catalogue';
import { CATALOGUE } from '../../src/building/catalogue/catalogue';
import type { ShearFrame } from '../../src/building/design';
import { bareSystemOf } from '../../src/building/bareBuilding';
import { compile } from '../../src/building/building';
import { naturalModes } from '../../src/building/modalAnalysis';
import { tunedSuspension } from '../../src/building/passiveTuning';
import { smoothestStiffnesses } from './inverseShearModel';

/** Prints what the catalogue of buildings holds and its sources do not: stiffnesses of the SAC frames, and dampers. */

/** Mass of a damper in parts of the first modal mass. */
const MASS_RATIO = 0.01;

/** As the catalogue has them: enough for the printed digits of the frequencies. */
const rounded = (value: number) => Number(value.toPrecision(4));

function printBuilding({ id, design, publishedFrequencies }: CataloguedBuilding): void {
  const masses = design.storeys.map(({ mass }) => mass);
  const isInverse = id.startsWith('sac');
  const stiffnesses = isInverse
    ? smoothestStiffnesses({ masses, frequencies: publishedFrequencies }).map(rounded)
    : design.storeys.map(({ stiffness }) => stiffness);
  const storeys = design.storeys.map((storey, i) => ({ ...storey, stiffness: stiffnesses[i] }));
  const frame: ShearFrame = { ...design, storeys };
  const modes = naturalModes(bareSystemOf(compile(frame)));
  const modalMass = modes[0].shape[design.damper.floor - 1] ** -2;
  const mass = rounded(MASS_RATIO * modalMass);
  const { stiffness, damping } = tunedSuspension('warburton', mass, { ...modes[0], modalMass });
  console.log(id);
  console.log(`  stiffnesses, N/m: ${stiffnesses.join(', ')}`);
  console.log(`  frequencies, Hz: ${modes.map(({ frequency }) => frequency.toPrecision(5)).join(', ')}`);
  console.log(`  damper: ${mass} kg, ${rounded(stiffness)} N/m, ${rounded(damping)} N s/m`);
}

CATALOGUE.forEach(printBuilding);
