/**
 * Calls back now and whenever the colours of the page change, by the page's own switch or by the system's.
 *
 * @returns a function that ends it
 */
export function watchTheme(onChange: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const themes = new MutationObserver(onChange);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  scheme.addEventListener('change', onChange);
  onChange();
  return () => {
    themes.disconnect();
    scheme.removeEventListener('change', onChange);
  };
}
