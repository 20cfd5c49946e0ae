import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { XAxis } from '../../state/charts.svelte';
import { tickText, xTickText } from './axisText';
import type { Range } from './decimate';
import type { Drawing, Line } from './drawing';
import { runColour, runDash } from './runColours';

export const PLOT_HEIGHT = 190;
const FONT = '11px "Plex Sans", sans-serif';
/** Part of the range that is left free above and below, as uPlot does by itself. */
const RANGE_PADDING = 0.1;
/** Pixels of a drag that are a wish to zoom. */
const MIN_DRAG = 5;
/** Pixels that the number of a stage needs. */
const NUMBER_WIDTH = 10;

export interface LinePlotOptions {
  readonly lines: readonly Line[];
  readonly xAxis: XAxis;
  readonly isLogarithmic: boolean;
  /** Shown now; asked for at every drawing. */
  readonly drawing: () => Drawing | null;
  /** @param range to show; null: all there is */
  readonly onZoom: (range: Range | null) => void;
  /** @param x null: the pointer has left */
  readonly onCursor: (x: number | null) => void;
}

/** An empty line chart in `element`, in the colours that its style resolves to; `setData` draws its lines. */
export function linePlot(element: HTMLElement, options: LinePlotOptions): uPlot {
  const { lines, xAxis, isLogarithmic, drawing, onZoom } = options;
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(name);
  return new uPlot(
    {
      width: element.clientWidth,
      height: PLOT_HEIGHT,
      legend: { show: false },
      padding: [14, 8, 0, 0],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => () => (onZoom(null), null) },
      },
      scales: {
        x: { time: xAxis === 'wall' },
        y: isLogarithmic ? { distr: drawing()?.isPositive ? 3 : 4 } : { range: yRange },
      },
      axes: axes(xAxis, colour),
      series: [
        {},
        ...lines.map((line, index) => series(line, colour, () => drawing()?.isSparse[index] ?? false)),
      ],
      bands: lines.flatMap(({ edge, colour: index }, i) =>
        edge === 'high' ? [{ series: [i + 1, i + 2], fill: () => faint(colour(runColour(index))) }] : [],
      ),
      hooks: {
        ...pointerHooks(options),
        drawClear: [(plot) => drawStages(plot, drawing()?.stages ?? [], colour)],
      },
    },
    dataOf(null),
    element,
  );
}

function axes(xAxis: XAxis, colour: (name: string) => string): uPlot.Axis[] {
  const axis: uPlot.Axis = {
    stroke: () => colour('--chart-text'),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: () => colour('--chart-line'), width: 1 },
  };
  // Dates are written by uPlot itself.
  const xValues: uPlot.Axis =
    xAxis === 'wall' ? {} : { values: (_, ticks) => ticks.map((x) => xTickText(xAxis, x)) };
  return [
    { ...axis, ...xValues, space: 70, size: 26 },
    {
      ...axis,
      size: 56,
      space: 34,
      values: (_, ticks) => ticks.map((y) => (y === null ? '' : tickText(y))),
    },
  ];
}

/** What a drag and a movement over the plot tell. */
function pointerHooks({ onZoom, onCursor }: LinePlotOptions): uPlot.Hooks.Arrays {
  return {
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        const [min, max] = [left, left + width].map((pixel) => plot.posToVal(pixel, 'x'));
        if (width >= MIN_DRAG) onZoom({ min, max });
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    ],
    setCursor: [
      (plot) => {
        const { left = -1 } = plot.cursor;
        onCursor(left < 0 ? null : plot.posToVal(left, 'x'));
      },
    ],
  };
}

export function dataOf(drawing: Drawing | null): uPlot.AlignedData {
  return drawing ? ([drawing.x, ...drawing.values] as uPlot.AlignedData) : [[]];
}

/** uPlot's own range, but for a value that stays zero: its choice, 0 to 100, would say that this is a percentage. */
function yRange(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [null, null];
  return min === 0 && max === 0 ? [0, 1] : uPlot.rangeNum(min, max, RANGE_PADDING, true);
}

function series(line: Line, colour: (name: string) => string, isSparse: () => boolean): uPlot.Series {
  const { colour: index, isFaint, edge } = line;
  const stroke = () => colour(runColour(index));
  return {
    stroke,
    width: edge ? 0 : isFaint ? 1 : 1.75,
    alpha: isFaint ? 0.3 : 1,
    dash: isFaint ? [] : runDash(index),
    spanGaps: true,
    points: { show: edge ? false : isSparse, size: isFaint ? 3 : 5, fill: stroke, width: 0 },
  };
}

function faint(colour: string): string {
  return `color-mix(in srgb, ${colour} 20%, transparent)`;
}

/** Where a stage begins: a dashed line with the stage's number at its top. */
function drawStages(plot: uPlot, stages: Drawing['stages'], colour: (name: string) => string): void {
  const { ctx } = plot;
  const { top, height } = plot.bbox;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('--chart-text');
  ctx.lineWidth = devicePixelRatio;
  ctx.font = `${11 * devicePixelRatio}px "Plex Sans", sans-serif`;
  ctx.textAlign = 'center';
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
  let lastNumber = -Infinity;
  for (const { stage, x } of stages) {
    const left = plot.valToPos(x, 'x', true);
    ctx.beginPath();
    ctx.moveTo(left, top);
    ctx.lineTo(left, top + height);
    ctx.stroke();
    if (left - lastNumber < NUMBER_WIDTH * devicePixelRatio) continue;
    ctx.fillText(String(stage), left, top - 3 * devicePixelRatio);
    lastNumber = left;
  }
  ctx.restore();
}
