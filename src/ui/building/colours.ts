/** A colour as the browser computed it, for mixing. */
export type Colour = readonly [red: number, green: number, blue: number];

/**
 * What CSS custom properties come to on an element: canvases cannot resolve `var()` and `light-dark()` by themselves.
 *
 * @param names for instance `--accent`
 */
export function readColours<Name extends string>(
  element: HTMLElement,
  names: readonly Name[],
): Readonly<Record<Name, Colour>> {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Otherwise each of them is the system's colour of text, where the system asks for its own.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.parentElement?.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(${name})`;
    return [name, parseColour(getComputedStyle(probe).color)] as const;
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Name, Colour>;
}

/** @param text `rgb(1, 2, 3)` or `color(srgb 0.1 0.2 0.3)`, as computed styles write them */
export function parseColour(text: string): Colour {
  const numbers = [...text.replace(/^.*?\(/, '').matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(([number]) =>
    Number(number),
  );
  const scale = text.startsWith('color(') ? 255 : 1;
  const [red = 0, green = 0, blue = 0] = numbers.map((value) => scale * value);
  return [red, green, blue];
}

/** @param part of the second colour, 0 to 1 */
export function mixed(from: Colour, to: Colour, part: number): Colour {
  const channel = (i: 0 | 1 | 2) => from[i] + part * (to[i] - from[i]);
  return [channel(0), channel(1), channel(2)];
}

export function css([red, green, blue]: Colour, opacity = 1): string {
  return `rgb(${red.toFixed(0)} ${green.toFixed(0)} ${blue.toFixed(0)} / ${opacity})`;
}
