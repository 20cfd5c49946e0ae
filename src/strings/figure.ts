const LIST = new Intl.ListFormat('en-GB');

/** What is drawn. */
export interface Drawn {
  readonly storeys: number;
  /** Floors, counted from 1, ascending. */
  readonly sensors: readonly number[];
  /** How many stand on the ground. */
  readonly seismometers: number;
  /** Counted from 1. */
  readonly damperFloor: number;
}

/** The labels of the drawing of the building. */
export const figureText = {
  description: ({ storeys, sensors, seismometers, damperFloor }: Drawn) => {
    const place = (floor: number) => (floor === storeys ? 'the roof' : `floor ${floor}`);
    const told =
      sensors.length === 0
        ? 'The mass alone tells'
        : `${sensors.length === 1 ? 'A sensor' : 'Sensors'} on ${LIST.format(sensors.map(place))} ${sensors.length === 1 ? 'tells' : 'tell'}`;
    const ground =
      seismometers === 0
        ? ''
        : `, and ${seismometers === 1 ? 'a seismometer' : `${seismometers} seismometers`} on the ground how that has moved`;
    return `Drawing of the ${storeys}-storey building, swaying. ${told} the network how the building moves${ground}; the network pushes the mass on ${place(damperFloor)}. Below, the ground shakes.`;
  },
  mass: (tonnes: string) => `tuned mass, ${tonnes} t`,
  push: 'push',
  network: 'network',
  sensors: 'sensors',
  seismometers: (count: number) => (count === 1 ? 'seismometer' : 'seismometers'),
  softStorey: 'soft storey',
  earthquake: 'earthquake',
} as const;
