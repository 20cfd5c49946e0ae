const LIST = new Intl.ListFormat('en-GB');

/** The labels of the drawing of the building. */
export const figureText = {
  /** @param sensors floors, counted from 1, ascending */
  description: (storeys: number, sensors: readonly number[], damperFloor: number) => {
    const place = (floor: number) => (floor === storeys ? 'the roof' : `floor ${floor}`);
    const told =
      sensors.length === 0
        ? 'The mass alone tells'
        : `${sensors.length === 1 ? 'A sensor' : 'Sensors'} on ${LIST.format(sensors.map(place))} ${sensors.length === 1 ? 'tells' : 'tell'}`;
    return `Drawing of the ${storeys}-storey building, swaying. ${told} the network how the building moves; the network pushes the mass on ${place(damperFloor)}. Below, the ground shakes.`;
  },
  mass: (tonnes: string) => `tuned mass, ${tonnes} t`,
  push: 'push',
  network: 'network',
  sensors: 'sensors',
  softStorey: 'soft storey',
  earthquake: 'earthquake',
} as const;
