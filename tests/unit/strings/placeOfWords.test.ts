import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { sourceFiles, type SourceFile } from '../../support/sources';

/** Prose that is read around formulas and emphasis: cut into strings, neither could be read. Its titles and labels are in strings. */
const PROSE = ['ui/howItWorks/HowItWorksView.svelte'];

/** Attributes, properties of components and fields of records whose text is shown or spoken. */
const LABELS =
  /^(title|alt|placeholder|label|heading|caption|hint|description|summary|unit|note|aria-(label|description|valuetext|roledescription))$/;

const LETTERS = /\p{L}/u;
/** Two words after each other, but not of a media query, a selector, a canvas's font or a colour. */
const SENTENCE = /\p{L}{2,}[,.;:]? \p{L}{2,}/u;
const FOR_THE_ENGINE = /^\(|\[|px "|^color-mix\(/;

/** A node of Svelte's tree, or of the expressions in it. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const nodesIn = (value: unknown): Node[] => [value].flat().filter(isNode);

/** The literals that an expression can come to: not what it compares with, looks up or calls with. */
function shownBy(expression: Node): string[] {
  const from = (...keys: string[]) => keys.flatMap((key) => nodesIn(expression[key]).flatMap(shownBy));
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string' ? [expression.value] : [];
    case 'TemplateElement':
      return [(expression.value as { raw: string }).raw];
    case 'TemplateLiteral':
      return from('quasis', 'expressions');
    case 'ConditionalExpression':
      return from('consequent', 'alternate');
    case 'LogicalExpression':
    case 'BinaryExpression':
      return from('left', 'right');
    default:
      return [];
  }
}

/** Whether an expression gives a text, as a comparison does not. */
const isShown = ({ type, operator }: Node) => type !== 'BinaryExpression' || operator === '+';

/** Sentences of a script, and labels in its records; errors carry their own words. */
function wordsOfScript(code: string): string[] {
  const words: string[] = [];
  const textOf = (node: ts.Node): string | undefined => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (!ts.isTemplateExpression(node)) return undefined;
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  };
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isNewExpression(node) && node.expression.getText().endsWith('Error')) return;
    const text = textOf(node);
    const isLabel =
      ts.isPropertyAssignment(node.parent) &&
      node.parent.initializer === node &&
      LABELS.test(node.parent.name.getText());
    if (text !== undefined) {
      const isSentence = SENTENCE.test(text) && !FOR_THE_ENGINE.test(text);
      if (isSentence || (isLabel && LETTERS.test(text))) words.push(text);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ts.createSourceFile('code.ts', code, ts.ScriptTarget.ESNext, true), visit);
  return words;
}

/**
 * The words that a component writes itself: between its tags, in labels, in its scripts.
 *
 * @param isProse what is between its tags may stand there
 */
function wordsOfComponent(source: string, isProse: boolean): string[] {
  const { fragment, instance, module } = parse(source, { modern: true });
  const words: string[] = [];
  const addText = (text: string) => {
    if (LETTERS.test(text)) words.push(text.trim().replace(/\s+/g, ' '));
  };
  const addShown = (expression: unknown) =>
    nodesIn(expression).filter(isShown).flatMap(shownBy).forEach(addText);
  const addScript = ({ start, end }: Node) => words.push(...wordsOfScript(`(${source.slice(start, end)})`));

  const visitAttribute = ({ name, value }: Node) => {
    for (const part of nodesIn(value)) {
      if (part.type === 'Text') {
        if (LABELS.test(String(name))) addText(String(part.data));
      } else if (LABELS.test(String(name))) addShown(part.expression);
      else nodesIn(part.expression).forEach(addScript);
    }
  };
  const visit = (node: Node) => {
    if (node.type === 'Attribute') visitAttribute(node);
    else if (node.type === 'Text') {
      if (!isProse) addText(String(node.data));
    } else if (node.type === 'ExpressionTag') {
      if (!isProse) addShown(node.expression);
    }
    // What stands in a formula is its notation; a style is for the engine.
    else if (node.name !== 'Formula' && node.type !== 'StyleDirective')
      Object.entries(node)
        .filter(([key]) => key !== 'expression' && key !== 'metadata')
        .flatMap(([, value]) => nodesIn(value))
        .forEach(visit);
  };
  visit(fragment as unknown as Node);
  const scripts = [module, instance].map((script) => script?.content as Node | undefined);
  for (const script of scripts) {
    if (script) words.push(...wordsOfScript(source.slice(script.start, script.end)));
  }
  return words;
}

function wordsOf({ path, text }: SourceFile): string[] {
  const words = path.endsWith('.svelte') ? wordsOfComponent(text, PROSE.includes(path)) : wordsOfScript(text);
  return words.map((each) => `${path}: ${each}`);
}

describe('what the page says stands in src/strings', () => {
  test('words that are written elsewhere are found', () => {
    const text = `
      <script lang="ts">
        const shown = { label: 'One', id: 'two', key: \`\${id} is too large\` };
        const query = matchMedia('(prefers-color-scheme: dark)');
        if (!query) throw new RangeError('The page has no queries.');
      </script>
      <p title="Three" class="four" data-x={tell('Five and six')}>
        {isLong ? 'seven' : text.other[kind === 'none' ? 'a' : 'b']} <b>8 s</b> {kind === 'nine'}
        {#each ['x'] as key (key)}<Row heading={\`Ten \${key}\`} {key} />{/each}
        <Formula><mi>x</mi></Formula>
      </p>`;
    expect(wordsOf({ path: 'Any.svelte', text }).sort()).toEqual([
      'Any.svelte: 8 s',
      'Any.svelte: Five and six',
      'Any.svelte: One',
      'Any.svelte: Ten',
      'Any.svelte: Three',
      'Any.svelte: seven',
      'Any.svelte: … is too large',
    ]);
  });

  test('no component or state writes any itself, but for the prose of the explanation', () => {
    const files = sourceFiles(/^(ui|state)\/.*\.(svelte|ts)$|^(App\.svelte|main\.ts)$/);
    expect(files.length).toBeGreaterThan(120);
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(PROSE));
    expect(files.flatMap(wordsOf)).toEqual([]);
  });
});
