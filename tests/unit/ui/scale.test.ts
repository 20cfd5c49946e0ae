import { parseCss, type AST } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { sourceFiles, type SourceFile } from '../../support/sources';

/** The widths at which the page is laid out anew: an @media cannot read a property. `src/tokens.css` says what they are. */
const WIDTHS = ['30rem', '44rem', '64rem'];

/** What is laid out for paper is measured as paper is: no window, and no visitor's size of letters, changes it. */
const ON_PAPER = /^print\.css$|^ui\/report\//;
const PAPER_FONTS = ['6pt', '8pt', '9pt', '10pt', '12pt', '18pt'];

/** `text` is SVG's element: it is drawn in the units of its picture, as what stands around it is. */
const IN_A_PICTURE = /(^| )text\b/;
const PICTURE_SIZES = ['12px'];

/** Thin enough to be a line. */
const HAIRLINES = ['1px', '2px'];

interface Declaration {
  readonly selector: string;
  readonly property: string;
  readonly value: string;
}

/** The conditions of a sheet's @media and @container, and all its declarations. */
function readSheet(css: string): { readonly conditions: string[]; readonly declarations: Declaration[] } {
  const conditions: string[] = [];
  const declarations: Declaration[] = [];
  const visit = (node: AST.CSS.Rule | AST.CSS.Atrule | AST.CSS.Declaration, selector: string) => {
    if (node.type === 'Declaration') {
      declarations.push({ selector, property: node.property, value: node.value });
      return;
    }
    if (node.type === 'Atrule' && /^(media|container)$/.test(node.name)) conditions.push(node.prelude);
    const inside = node.type === 'Rule' ? css.slice(node.prelude.start, node.prelude.end) : selector;
    node.block?.children.forEach((child) => visit(child, inside));
  };
  parseCss(css).children.forEach((node) => visit(node, ''));
  return { conditions, declarations };
}

/** The sheet of a file: what stands in a component's `<style>`, or all of it. */
const sheetOf = ({ path, text }: SourceFile) =>
  path.endsWith('.css') ? text : (/<style>([^]*)<\/style>/.exec(text)?.[1] ?? '');

const files = sourceFiles(/\.(svelte|css)$/);
const tokens = readSheet(files.find(({ path }) => path === 'tokens.css')?.text ?? '').declarations;
const tokensOf = (kind: string) =>
  tokens.filter(({ property }) => property.startsWith(`--${kind}-`)).map(({ property }) => property);

const FONTS = tokensOf('font');
const SPACES = tokensOf('space');
const RADII = tokensOf('radius');

/** Names of their own for a space that is the same in several places. */
const aliases = tokens
  .filter(({ value }) => SPACES.some((name) => value === `var(${name})`))
  .map(({ property }) => property);

const ofToken = (names: readonly string[]) => names.map((name) => `var(${name})`);
const LENGTHS = {
  font: ofToken(FONTS),
  space: ['0', 'auto', ...HAIRLINES, ...ofToken(SPACES), ...ofToken(aliases)],
  radius: ['0', ...ofToken(RADII)],
};

/** A sum, difference or multiple of spaces, as what undoes another's padding has. */
function isCalculated(value: string): boolean {
  const terms = /^calc\((.*)\)$/.exec(value)?.[1].match(/var\([^)]*\)|[^\s]+/g) ?? [];
  return (
    terms.length > 0 && terms.every((term) => LENGTHS.space.includes(term) || /^([-+*]|-?\d+)$/.test(term))
  );
}

/** The scale that a property is held to. */
function scaleOf(property: string): readonly string[] | undefined {
  if (property === 'font-size') return LENGTHS.font;
  if (property === 'font') return ['inherit'];
  if (/^(row-|column-)?gap$|^(padding|margin)(-|$)/.test(property)) return LENGTHS.space;
  return /^border(-\w+)*-radius$/.test(property) ? LENGTHS.radius : undefined;
}

/** The parts of a value: spaces part them, but not within parentheses. */
const partsOf = (value: string) =>
  value.replace('!important', '').match(/[\w-]*\((?:[^()]|\([^()]*\))*\)|[^\s]+/g) ?? [];

/** What a sheet has that is in no scale. */
function outsideOf({ path, text }: SourceFile): string[] {
  const { conditions, declarations } = readSheet(sheetOf({ path, text }));
  // A script that asks whether there is room asks for the same widths.
  const asked = text.replace(/<style>[^]*<\/style>/, '').match(/'[^']*(min|max)-(width|height): [^']*'/g);
  const widths = [...conditions, ...(path.endsWith('.svelte') ? (asked ?? []) : [])].flatMap((condition) =>
    (condition.match(/[\d.]+(rem|em|px)/g) ?? []).filter((width) => !WIDTHS.includes(width)),
  );
  const lengths = declarations.filter(({ selector, property, value }) => {
    const scale = scaleOf(property);
    if (!scale) return false;
    const isAllowed = (part: string) =>
      scale.includes(part) ||
      (scale === LENGTHS.space && isCalculated(part)) ||
      (ON_PAPER.test(path) && (PAPER_FONTS.includes(part) || /^[\d.]+mm$/.test(part))) ||
      (IN_A_PICTURE.test(selector) &&
        (PICTURE_SIZES.includes(part) || path === 'ui/report/ReportChart.svelte'));
    return !partsOf(value).every(isAllowed);
  });
  return [
    ...widths.map((width) => `${path}: ${width}`),
    ...lengths.map(({ selector, property, value }) => `${path}: ${selector} { ${property}: ${value} }`),
  ];
}

describe('the scale of styles', () => {
  test('has at most 6 sizes of letters, 6 spaces and 3 radii besides the round one, and uses each', () => {
    expect([FONTS.length, SPACES.length]).toEqual([6, 6]);
    expect(RADII.filter((name) => name !== '--radius-round')).toHaveLength(3);
    const styles = files.map(sheetOf).join('\n');
    const unused = [...FONTS, ...SPACES, ...RADII].filter((name) => !styles.includes(`var(${name})`));
    expect(unused).toEqual([]);
    expect(WIDTHS.filter((width) => !styles.includes(width))).toEqual([]);
  });

  test('finds what is outside of it', () => {
    const text = `<script>new MediaQuery('max-width: 61rem');</script><style>
      p { margin: 0 auto calc(-1 * var(--space-2)) 3px; gap: 1px var(--space-1); border-radius: 50% !important; }
      @media (max-width: 30rem) or (max-height: 31rem) { h2 { font-size: 1rem; padding-inline: var(--space-9); } }
      text { font-size: 12px; }
      ul { gap: calc(var(--gutter) - 3px); }
    </style>`;
    expect(outsideOf({ path: 'ui/Any.svelte', text })).toEqual([
      'ui/Any.svelte: 31rem',
      'ui/Any.svelte: 61rem',
      'ui/Any.svelte: p { margin: 0 auto calc(-1 * var(--space-2)) 3px }',
      'ui/Any.svelte: p { border-radius: 50% !important }',
      'ui/Any.svelte: h2 { font-size: 1rem }',
      'ui/Any.svelte: h2 { padding-inline: var(--space-9) }',
      'ui/Any.svelte: ul { gap: calc(var(--gutter) - 3px) }',
    ]);
  });

  test('holds every style of the page', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap(outsideOf)).toEqual([]);
  });

  test('no markup has a style that goes round it', () => {
    const round = /\sstyle=|\sstyle:(font|gap|row-gap|column-gap|padding|margin|border)/;
    expect(files.filter(({ path, text }) => path.endsWith('.svelte') && round.test(text))).toEqual([]);
  });
});
