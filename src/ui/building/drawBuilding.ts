import { css, mixed } from './colours';
import type { PlacedBuilding, SceneColours } from './scene';

type Canvas = CanvasRenderingContext2D;
type Point = readonly [x: number, y: number];

/** Windows in a storey, and the part of its height that they begin and end at. */
const WINDOWS = 5;
const SILL = 0.3;
const LINTEL = 0.8;

/** Soil across the whole picture; its hatching moves with the ground. */
export function drawGround(
  canvas: Canvas,
  { width, level, shift }: { readonly width: number; readonly level: number; readonly shift: number },
  colours: SceneColours,
): void {
  const depth = 12;
  canvas.fillStyle = css(mixed(colours['--surface'], colours['--quake'], 0.1));
  canvas.fillRect(0, level, width, depth);
  canvas.save();
  canvas.beginPath();
  canvas.rect(0, level, width, depth);
  canvas.clip();
  canvas.strokeStyle = css(colours['--quake'], 0.55);
  canvas.lineWidth = 1.2;
  canvas.beginPath();
  const spacing = 14;
  for (let x = (shift % spacing) - 2 * spacing; x < width + spacing; x += spacing) {
    canvas.moveTo(x, level + depth);
    canvas.lineTo(x + depth, level);
  }
  canvas.stroke();
  canvas.restore();
  canvas.strokeStyle = css(colours['--quake']);
  canvas.lineWidth = 2;
  line(canvas, [0, level], [width, level]);
}

/** The frame, its storeys tinted by their drift, the soft storey open. */
export function drawFrame(canvas: Canvas, building: PlacedBuilding, colours: SceneColours): void {
  const { layout, floors } = building;
  const { halfWidth } = layout;
  const storeys = floors.length - 1;
  drawPlumbLine(canvas, building, colours);
  for (let storey = 0; storey < storeys; storey++) drawStorey(canvas, building, storey, colours);
  canvas.lineCap = 'round';
  for (let floor = 0; floor <= storeys; floor++) {
    const isEnd = floor === 0 || floor === storeys;
    canvas.lineWidth = isEnd ? 3.5 : 2;
    canvas.strokeStyle = css(
      isEnd ? colours['--text'] : mixed(colours['--text'], colours['--surface'], 0.25),
    );
    const overhang = isEnd ? 5 : 2;
    const y = layout.y(floor);
    line(canvas, [floors[floor] - halfWidth - overhang, y], [floors[floor] + halfWidth + overhang, y]);
  }
}

/** Straight up from the foot: what the roof's displacement is measured from. */
function drawPlumbLine(canvas: Canvas, { layout, floors }: PlacedBuilding, colours: SceneColours): void {
  canvas.strokeStyle = css(colours['--muted'], 0.75);
  canvas.lineWidth = 1;
  canvas.setLineDash([3, 4]);
  line(canvas, [floors[0], layout.groundLevel], [floors[0], layout.y(floors.length - 1) - 8]);
  canvas.setLineDash([]);
}

function drawStorey(canvas: Canvas, building: PlacedBuilding, storey: number, colours: SceneColours): void {
  const { layout, floors, strain, anatomy } = building;
  const { halfWidth } = layout;
  const [below, above] = [floors[storey], floors[storey + 1]];
  const [bottom, top] = [layout.y(storey), layout.y(storey + 1)];
  const isSoft = anatomy.softStoreys.includes(storey);
  const wall = mixed(
    mixed(colours['--surface'], colours['--muted'], 0.14),
    colours['--bad'],
    0.85 * strain[storey],
  );
  const side = (offset: number) => column(canvas, [below + offset, bottom], [above + offset, top]);

  canvas.beginPath();
  canvas.moveTo(below - halfWidth, bottom);
  side(-halfWidth);
  canvas.lineTo(above + halfWidth, top);
  column(canvas, [above + halfWidth, top], [below + halfWidth, bottom]);
  canvas.closePath();
  canvas.fillStyle = css(wall, isSoft ? 0.4 : 1);
  canvas.fill();

  if (!isSoft) drawWindows(canvas, building, storey, css(mixed(wall, colours['--surface'], 0.62)));
  canvas.strokeStyle = css(
    isSoft ? mixed(colours['--text'], colours['--bad'], strain[storey]) : colours['--text'],
  );
  canvas.lineWidth = isSoft ? 1.6 : 1.2;
  canvas.beginPath();
  const offsets = isSoft ? [-1, -0.5, 0, 0.5, 1] : [-1, 1];
  for (const offset of offsets) {
    canvas.moveTo(below + offset * halfWidth, bottom);
    side(offset * halfWidth);
  }
  canvas.stroke();
}

function drawWindows(canvas: Canvas, { layout, floors }: PlacedBuilding, storey: number, fill: string): void {
  const { halfWidth } = layout;
  const lean = floors[storey + 1] - floors[storey];
  const at = (part: number) => floors[storey] + lean * part * part * (3 - 2 * part);
  const [sill, lintel] = [at(SILL), at(LINTEL)];
  const [low, high] = [layout.y(storey + SILL), layout.y(storey + LINTEL)];
  const bay = (2 * halfWidth) / WINDOWS;
  canvas.fillStyle = fill;
  canvas.beginPath();
  for (let i = 0; i < WINDOWS; i++) {
    const left = -halfWidth + (i + 0.2) * bay;
    const right = -halfWidth + (i + 0.8) * bay;
    canvas.moveTo(sill + left, low);
    canvas.lineTo(lintel + left, high);
    canvas.lineTo(lintel + right, high);
    canvas.lineTo(sill + right, low);
    canvas.closePath();
  }
  canvas.fill();
}

/** From one floor to the next as a column bends whose ends do not turn. */
function column(canvas: Canvas, [x, y]: Point, [toX, toY]: Point): void {
  const middle = (y + toY) / 2;
  canvas.bezierCurveTo(x, middle, toX, middle, toX, toY);
}

function line(canvas: Canvas, [x, y]: Point, [toX, toY]: Point): void {
  canvas.beginPath();
  canvas.moveTo(x, y);
  canvas.lineTo(toX, toY);
  canvas.stroke();
}
