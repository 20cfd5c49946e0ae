import { css } from './colours';
import type { PlacedBuilding, SceneColours } from './scene';

type Canvas = CanvasRenderingContext2D;

/** Pixels. */
export const MASS_WIDTH = 34;
const MASS_HEIGHT = 18;
const WHEEL = 3;
/** Pixels of the longest arrow: the force at its limit. */
const LONGEST_ARROW = 58;
/** Under this part of the limit an arrow could not be seen. */
const NEGLIGIBLE_PUSH = 0.05;
const COILS = 6;

/** The mass on its rail, the spring that holds it and, where somebody pushes, the force on it and on its floor. */
export function drawDamper(canvas: Canvas, building: PlacedBuilding, colours: SceneColours): void {
  const { layout, floors, damper, damperFloor, push } = building;
  const base = floors[damperFloor];
  const deck = layout.y(damperFloor) - 2;
  const middle = deck - 2 * WHEEL - MASS_HEIGHT / 2;
  const post = base - layout.halfWidth;
  drawRail(canvas, building, deck, colours);
  drawSpring(canvas, { from: post, to: damper - MASS_WIDTH / 2, y: middle }, colours);

  canvas.fillStyle = css(colours['--accent']);
  canvas.beginPath();
  canvas.roundRect(damper - MASS_WIDTH / 2, middle - MASS_HEIGHT / 2, MASS_WIDTH, MASS_HEIGHT, 3);
  canvas.fill();
  canvas.beginPath();
  for (const offset of [-10, 10]) {
    canvas.moveTo(damper + offset + WHEEL, deck - WHEEL);
    canvas.arc(damper + offset, deck - WHEEL, WHEEL, 0, 2 * Math.PI);
  }
  canvas.fill();

  if (Math.abs(push) < NEGLIGIBLE_PUSH) return;
  const way = Math.sign(push);
  const reach = LONGEST_ARROW * push;
  canvas.strokeStyle = canvas.fillStyle = css(colours['--accent']);
  arrow(canvas, [damper, middle - MASS_HEIGHT / 2 - 10], reach, 3);
  // What pushes the mass pushes its floor back.
  canvas.strokeStyle = canvas.fillStyle = css(colours['--accent'], 0.6);
  arrow(canvas, [base - way * (layout.halfWidth + 8), layout.y(damperFloor) + 1], -reach, 2);
}

/** As long as the floor, and under the mass where that goes farther. */
function drawRail(
  canvas: Canvas,
  { layout, floors, damper, damperFloor }: PlacedBuilding,
  deck: number,
  colours: SceneColours,
): void {
  const { halfWidth } = layout;
  const base = floors[damperFloor];
  const reach = MASS_WIDTH / 2 + 3;
  canvas.strokeStyle = css(colours['--text']);
  canvas.lineWidth = 1.2;
  canvas.beginPath();
  canvas.moveTo(Math.min(base - halfWidth, damper - reach), deck);
  canvas.lineTo(Math.max(base + halfWidth, damper + reach), deck);
  canvas.moveTo(base - halfWidth, deck);
  canvas.lineTo(base - halfWidth, deck - 24);
  canvas.stroke();
}

function drawSpring(
  canvas: Canvas,
  { from, to, y }: { readonly from: number; readonly to: number; readonly y: number },
  colours: SceneColours,
): void {
  const straight = (to - from) * 0.12;
  const coil = (to - from - 2 * straight) / COILS;
  canvas.strokeStyle = css(colours['--muted']);
  canvas.lineWidth = 1.2;
  canvas.lineJoin = 'round';
  canvas.beginPath();
  canvas.moveTo(from, y);
  canvas.lineTo(from + straight, y);
  for (let i = 0; i < COILS; i++)
    canvas.lineTo(from + straight + (i + 0.5) * coil, y + (i % 2 === 0 ? -5 : 5));
  canvas.lineTo(to - straight, y);
  canvas.lineTo(to, y);
  canvas.stroke();
}

/** @param reach pixels to the right, negative to the left */
function arrow(canvas: Canvas, [x, y]: readonly [number, number], reach: number, width: number): void {
  const way = Math.sign(reach);
  const length = Math.abs(reach);
  const head = Math.min(9, 4 + length / 6);
  const tip = x + way * length;
  const neck = tip - way * Math.min(head, length);
  canvas.lineWidth = width;
  canvas.lineCap = 'butt';
  canvas.beginPath();
  canvas.moveTo(x, y);
  canvas.lineTo(neck, y);
  canvas.stroke();
  canvas.beginPath();
  canvas.moveTo(tip, y);
  canvas.lineTo(neck, y - 0.6 * head);
  canvas.lineTo(neck, y + 0.6 * head);
  canvas.closePath();
  canvas.fill();
}
