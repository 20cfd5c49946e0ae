/** What decides the colours, beside the page's own switch. */
const QUERIES = [
  '(prefers-color-scheme: dark)',
  '(forced-colors: active)',
  '(prefers-contrast: more)',
  'print',
];

/**
 * Calls back now and whenever the colours of the page change, by the page's own switch, by the system's or for paper.
 *
 * @returns a function that ends it
 */
export function watchTheme(onChange: () => void): () => void {
  const queries = QUERIES.map((query) => matchMedia(query));
  const themes = new MutationObserver(onChange);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-printing'] });
  for (const query of queries) query.addEventListener('change', onChange);
  onChange();
  return () => {
    themes.disconnect();
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}
