import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CATALOGUE } from '../../../src/building/catalogue/catalogue';
import { FIVE_STOREY } from '../../../src/building/catalogue/fiveStorey';
import { compile } from '../../../src/building/building';
import { oscillationOf, optimalTuning } from '../../../src/building/passiveTuning';
import { knownBuildings } from '../../../src/building/knownBuildings';
import { V9_BUILDING } from '../../../src/building/v9Building';
import { formatBuilding } from '../../../src/curriculum/buildingText';
import type { BuildingDesign } from '../../../src/building/design';
import { DesignState } from '../../../src/state/design.svelte';
import { SettingsState } from '../../../src/state/settings.svelte';
import { expectClose } from '../../support/expectClose';
import { standInBrowser } from '../../support/statePage';

beforeEach(() => void standInBrowser());
afterEach(() => vi.unstubAllGlobals());

/** A form with the frame of five storeys. */
function opened(): DesignState {
  const design = new DesignState(new SettingsState());
  design.open(FIVE_STOREY.design);
  return design;
}

describe('a building in the form', () => {
  test.each(CATALOGUE.map((building) => [building.id, building] as const))(
    'is the one that was opened, to the last bit: %s',
    (_, building) => {
      const state = new DesignState(new SettingsState());
      state.open(building.design);
      expect(state.read.problems).toEqual([]);
      expect(state.read.design).toEqual(building.design);
    },
  );

  test('is read in the units of the page, with a decimal comma too', () => {
    const state = opened();
    state.draft.frame.storeys[1] = { height: '3,2', mass: '345,6', stiffness: '1.1' };
    state.draft.frame.damping = { kind: 'rayleigh', rayleigh: ['2', '2,5'], modesOf: 'frame', modal: '' };
    expect(state.read.design).toMatchObject({
      storeys: [{}, { height: 3.2, mass: 345_600, stiffness: 1_100_000 }, {}, {}, {}],
      damping: { kind: 'rayleigh', ratios: [0.02, 0.025], modesOf: 'frame' },
    });
  });

  test('says beside each field what is wrong with it', () => {
    const state = opened();
    const { frame } = state.draft;
    frame.storeys[0].mass = '-25';
    frame.storeys[2].height = 'three';
    frame.storeys[3].stiffness = '';
    frame.damper.floor = '6';
    frame.damper.dashpot = { as: 'damping', text: '-1' };
    frame.damping.modal = '1 2 x';
    expect(state.read.design).toBeNull();
    expect(state.analysis).toBeNull();
    expect(state.problemAt('storeys.0.mass')).toBe('must be above 0');
    expect(state.problemAt('storeys.2.height')).toBe('must be a number');
    expect(state.problemAt('storeys.3.stiffness')).toBe('is missing');
    expect(state.problemAt('storeys.4.mass')).toBeNull();
    expect(state.problemAt('damper.floor')).toBe('must be 5 at most');
    expect(state.problemAt('damper.damping')).toBe('must be 0 or more');
    expect(state.problemAt('damping.ratios')).toMatch(/cannot be read: .*column 3 is no finite number: x/);
    frame.damping.modal = '1 2 100';
    expect(state.problemAt('damping.ratios')).toBe('entry 3 must be from 0 to below 1');
    state.draft.name = ' ';
    expect(state.read.problems.length).toBeGreaterThan(5);
  });

  test('says beside both ratios that they go too far apart', () => {
    const state = opened();
    state.draft.frame.damping = { kind: 'rayleigh', rayleigh: ['30', '1'], modesOf: 'frame', modal: '' };
    expect(state.problemAt('damping.ratios.0')).toBeNull();
    expect(state.problemOfWhole('damping.ratios')).toMatch(/^must be nearer to each other/);
  });

  test('grows and shrinks with what is on its roof', () => {
    const state = opened();
    state.draft.frame.sensors = [2, 5];
    state.resize(7);
    expect(state.read.design).toMatchObject({ damper: { floor: 7 }, sensors: [2, 7] });
    expect(state.draft.frame.storeys[6]).toEqual(state.draft.frame.storeys[4]);
    state.resize(1);
    expect(state.read.design).toMatchObject({
      storeys: [{ mass: 25_000 }],
      damper: { floor: 1 },
      sensors: [1],
    });
    state.observe('all');
    state.resize(40);
    state.resize(41);
    expect(state.draft.frame.storeys).toHaveLength(40);
    expect(state.draft.frame.sensors).toHaveLength(40);
    expect(state.read.problems.map(({ path }) => path)).toEqual([]);
  });

  test('observes its floors in the order that it has them', () => {
    const state = opened();
    state.open({ ...FIVE_STOREY.design, sensors: [5, 3] });
    expect(state.read.design?.sensors).toEqual([5, 3]);
    state.toggleSensor(1);
    expect(state.read.design?.sensors).toEqual([5, 3, 1]);
    state.toggleSensor(5);
    state.toggleSensor(3);
    state.toggleSensor(4);
    expect(state.read.design?.sensors).toEqual([1, 4]);
    state.toggleSensor(2);
    expect(state.read.design?.sensors).toEqual([1, 2, 4]);
  });

  test('has one value for all storeys, or different ones', () => {
    const state = opened();
    expect(state.commonIn('height')).toBe('3');
    expect(state.commonIn('mass')).toBeNull();
    state.setColumn('mass', '20');
    expect(state.commonIn('mass')).toBe('20');
  });
});

describe('a paste into the storeys', () => {
  test('fills rows and columns from the cell on, and adds storeys', () => {
    const state = opened();
    expect(state.paste('30\t6\n28,5\t5,5\n', 4, 'mass')).toBe(true);
    expect(state.draft.frame.storeys.slice(4)).toEqual([
      { height: '3', mass: '30', stiffness: '6' },
      { height: '3', mass: '28.5', stiffness: '5.5' },
    ]);
    expect(state.read.design).toMatchObject({ damper: { floor: 6 } });
  });

  test('of one cell is left to the field', () => {
    expect(opened().paste(' 12,5 ', 0, 'mass')).toBe(false);
  });

  test.each([
    ['a word', '1\tx', 'mass', /row 1, column 2 is no finite number/],
    ['too many columns', '1\t2', 'stiffness', /more columns/],
    ['too many rows', '1\n'.repeat(41), 'mass', /more than 40 storeys/],
  ] as const)('with %s changes nothing and says so', (_, copied, column, refusal) => {
    const state = opened();
    const before = JSON.stringify(state.draft);
    expect(state.paste(copied, 0, column)).toBe(true);
    expect(state.pasteRefusal).toMatch(refusal);
    expect(JSON.stringify(state.draft)).toBe(before);
    state.paste('12', 0, column);
    expect(state.pasteRefusal).toBeNull();
  });
});

describe('the damper', () => {
  test('is tuned by each formula to the first mode without it', () => {
    const state = opened();
    for (const rule of ['denHartog', 'warburton', 'sadek'] as const) {
      state.tune(rule);
      const { design, firstMode } = state.read;
      if (design?.kind !== 'shear' || !firstMode) throw new Error('no building');
      const tuning = optimalTuning(rule, design.damper.mass / firstMode.modalMass, 0.01);
      const { frequency, dampingRatio } = oscillationOf(design.damper.mass, design.damper);
      expectClose(firstMode.dampingRatio, 0.01, 1e-9);
      expectClose(frequency / firstMode.frequency, tuning.frequencyRatio, 1e-5);
      expectClose(dampingRatio, tuning.dampingRatio, 1e-5);
    }
  });

  test('keeps its part of the modal mass while the frame changes', () => {
    const state = opened();
    state.draft.frame.damper.mass = { as: 'ratio', text: '2' };
    state.setColumn('mass', '50');
    const { design, firstMode } = state.read;
    if (design?.kind !== 'shear' || !firstMode) throw new Error('no building');
    expectClose(design.damper.mass, 0.02 * firstMode.modalMass, 1e-12);
  });

  test('is the same however it is stated', () => {
    const state = opened();
    const before = state.read.damper;
    state.stateMassAs('ratio');
    state.stateSpringAs('frequency');
    state.stateDashpotAs('ratio');
    expect(state.draft.frame.damper.mass.text).toMatch(/^(1|0\.99\d*|1\.00\d*)$/);
    const after = state.read.damper;
    expectClose(after?.mass ?? NaN, before?.mass ?? 0, 1e-4);
    expectClose(after?.stiffness ?? NaN, before?.stiffness ?? 0, 1e-4);
    expectClose(after?.damping ?? NaN, before?.damping ?? 0, 1e-4);
  });

  test('with a frequency below zero is a mistake, though its square is not', () => {
    const state = opened();
    state.draft.frame.damper.spring = { as: 'frequency', text: '-0.5' };
    expect(state.problemAt('damper.stiffness')).toBe('must be above 0');
  });
});

describe('matrices', () => {
  test('copied from the storeys move as they do', () => {
    const state = opened();
    const { curve } = state.analysis ?? {};
    state.copyToMatrices();
    expect(state.read.problems).toEqual([]);
    expect(state.read.design?.kind).toBe('matrices');
    expect(state.analysis?.curve).toEqual(curve);
    if (state.read.design?.kind !== 'matrices') throw new Error('no matrices');
    expect(compile(state.read.design).structure).toEqual(compile(FIVE_STOREY.design).structure);
  });

  test('are read from a file, as it is', async () => {
    const state = opened();
    state.copyToMatrices();
    const heavier = state.draft.matrices.mass.replace('25000', '26000').replaceAll(',', ';');
    await state.readMatrix('mass', new File([heavier], 'M.csv'));
    expect(state.read.problems).toEqual([]);
    expect(state.read.design).toMatchObject({ mass: [[26_000, 0, 0, 0, 0, 0], {}, {}, {}, {}, {}] });
    await state.readMatrix('mass', new File(['none'], 'M.csv'));
    expect(state.problemAt('mass')).toMatch(/^cannot be read/);
  });

  test('that cannot be used are refused where they are', () => {
    const state = opened();
    state.copyToMatrices();
    const { matrices } = state.draft;
    const { stiffness } = matrices;
    matrices.stiffness = stiffness.replace('-4000000', '-4000001');
    expect(state.problemAt('stiffness')).toBeNull();
    matrices.stiffness = stiffness.replace('-4000000', '-4100000');
    expect(state.problemAt('stiffness')).toBe(
      'row 1, column 2 must be the same as row 2, column 1: the matrix is symmetric',
    );
    matrices.stiffness = stiffness;
    matrices.mass = matrices.mass.replace('25000', '-25000');
    expect(state.problemAt('mass')).toBe('must be positive definite');
    matrices.mass = '1,2\n3';
    expect(state.problemAt('mass')).toMatch(/cannot be read: .*row 2, column 2 is missing/);
    matrices.mass = '1,2\n2,5';
    expect(state.problemAt('stiffness')).toBe('must have 2 rows, as the mass matrix has');
  });
});

describe('a JSON file', () => {
  const file = (content: unknown) => new File([JSON.stringify(content)], 'mine.json');

  test('opens a building', async () => {
    const state = new DesignState(new SettingsState());
    await state.import(file({ ...FIVE_STOREY.design, name: 'mine' }));
    expect(state.refusal).toBeNull();
    expect(state.read.design).toEqual({ ...FIVE_STOREY.design, name: 'mine' });
  });

  test('that is none changes nothing and says so', async () => {
    const state = opened();
    const before = state.read.design;
    await state.import(file({ ...FIVE_STOREY.design, sensors: [9] }));
    expect(state.refusal).toMatch(/^mine\.json is no building: .*sensors\.0 must be 5 at most/);
    await state.import(new File(['{'], 'broken.json'));
    expect(state.refusal).toMatch(/^broken\.json is no building/);
    expect(state.read.design).toEqual(before);
  });
});

/** Matrices that are too long for a link. */
function longMatrices(): BuildingDesign {
  const state = opened();
  state.resize(30);
  state.draft.frame.damping.modal = '2';
  state.copyToMatrices();
  if (!state.read.design) throw new Error('no building');
  return state.read.design;
}

describe('the run', () => {
  test('is for the building in the form once somebody says so, and its link says it', () => {
    const { location } = standInBrowser('http://localhost/#preset=smoke');
    const settings = new SettingsState();
    const state = new DesignState(settings);
    expect(state.read.design).toEqual(V9_BUILDING);
    expect(state.isOfRun).toBe(true);
    state.open(FIVE_STOREY.design);
    expect(state.isOfRun).toBe(false);
    state.train();
    expect(settings.current.building).toEqual(FIVE_STOREY.design);
    expect(settings.current.preset).toBe('smoke');
    expect(location.hash).toContain('building=five-storey');
    state.setColumn('mass', '21');
    expect(state.isOfRun).toBe(false);
    state.train();
    expect(new SettingsState().current.building).toEqual(state.read.design);
    state.open(V9_BUILDING);
    state.train();
    expect(settings.current).not.toHaveProperty('building');
  });

  test('keeps a building that is too long for its link from one visit to the next', () => {
    const { location, goTo } = standInBrowser();
    const settings = new SettingsState();
    const state = new DesignState(settings);
    const long = longMatrices();
    state.open(long);
    state.train();
    expect(location.hash).toMatch(/building=sha256\.[0-9a-f]{16}/);
    expect(location.hash.length).toBeLessThan(200);
    const { href } = location;
    knownBuildings.delete(formatBuilding(long));
    goTo(href);
    expect(new SettingsState().current.building).toEqual(long);
    // In another browser the file has to be opened first.
    standInBrowser(href);
    knownBuildings.delete(formatBuilding(long));
    expect(new SettingsState().problems).toEqual([expect.stringMatching(/its file was not opened here/)]);
  });

  test('of a link whose building is opened as a file gets it then', async () => {
    const long = longMatrices();
    const name = formatBuilding(long);
    knownBuildings.delete(name);
    standInBrowser(`http://localhost/#preset=smoke&building=${name}`);
    const settings = new SettingsState();
    expect(settings.problems).toHaveLength(1);
    const state = new DesignState(settings);
    await state.import(new File([JSON.stringify(long)], 'long.json'));
    expect(settings.problems).toEqual([]);
    expect(settings.current.building).toEqual(long);
  });
});

describe('the next visit', () => {
  test('finds the building in the form, but not what is none', () => {
    const { memory } = standInBrowser();
    const state = opened();
    state.setColumn('mass', '31');
    state.keep();
    expect(new DesignState(new SettingsState()).read.design).toEqual(state.read.design);
    state.setColumn('mass', 'many');
    state.keep();
    expect(new DesignState(new SettingsState()).commonIn('mass')).toBe('31');
    for (const [key] of memory) memory.set(key, '{"kind":"igloo"}');
    expect(new DesignState(new SettingsState()).read.problems).toEqual([]);
    expect(memory.size).toBe(0);
  });
});

test('the curves have their peaks at the resonances', () => {
  const { analysis } = opened();
  if (!analysis) throw new Error('no analysis');
  const { frequencies, withDamper, withoutDamper } = analysis.curve;
  const peak = withoutDamper.indexOf(Math.max(...withoutDamper));
  expectClose(frequencies[peak], analysis.modes[0].frequency, 1e-3);
  expect(Math.max(...withDamper)).toBeLessThan(0.5 * withoutDamper[peak]);
  expect([...frequencies]).toEqual([...frequencies].sort((one, other) => one - other));
  expectClose(analysis.totalMass, 98_000, 1e-12);
});
