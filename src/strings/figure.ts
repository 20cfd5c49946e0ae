/** The labels of the drawing of the building. */
export const figureText = {
  description:
    'Drawing of the 12-storey building, swaying. Sensors on floor 6, floor 8 and the roof tell the network how the building moves; the network pushes the mass on the roof. Below, the ground shakes.',
  mass: 'tuned mass, 4 t',
  push: 'push',
  network: 'network',
  sensors: 'sensors',
  softStorey: 'soft storey',
  earthquake: 'earthquake',
} as const;
