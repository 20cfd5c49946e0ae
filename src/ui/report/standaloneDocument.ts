import standalone from './standalone.css?inline';

/** What does something, or says nothing, in a file without a script. */
const REMOVED = ['button', 'input', 'script', 'template', 'link', 'style'].join();

/**
 * What an element shows, as an HTML document of its own: the styles that apply to it are in it, and it has no script and
 * nothing to fetch.
 *
 * @param element in the page, laid out
 */
export function standaloneDocument(element: Element, title: string): string {
  const content = document.createElement('main');
  content.append(...Array.from(element.cloneNode(true).childNodes));
  const choices = Array.from(element.querySelectorAll('select'));
  content.querySelectorAll('select').forEach((select, i) => {
    const chosen = document.createElement('strong');
    // A copy does not know what was chosen in the original.
    chosen.textContent = choices[i].selectedOptions[0]?.text ?? '';
    select.replaceWith(chosen);
  });
  content.querySelectorAll(REMOVED).forEach((each) => each.remove());
  const styles = Array.from(document.styleSheets).flatMap((sheet) => rulesFor(content, sheet.cssRules));
  removeComments(content);
  const page = document.createElement('html');
  page.lang = document.documentElement.lang;
  const body = document.createElement('body');
  body.append(content);
  page.append(headOf(title, [...styles, standalone].join('\n')), body);
  return [new XMLSerializer().serializeToString(document.doctype ?? page), page.outerHTML, ''].join('\n');
}

function headOf(title: string, css: string): HTMLHeadElement {
  const head = document.createElement('head');
  const charset = document.createElement('meta');
  charset.setAttribute('charset', 'utf-8');
  const viewport = document.createElement('meta');
  viewport.name = 'viewport';
  viewport.content = ['width=device-width', 'initial-scale=1'].join();
  const name = document.createElement('title');
  name.textContent = title;
  // It is never part of the page, whose policy forbids styles such as this one.
  const style = document.createElement('style');
  style.textContent = css;
  head.append(charset, viewport, name, style);
  return head;
}

/** The rules that apply to something in the content, or to the page around it. Fonts would have to be fetched. */
function rulesFor(content: Element, rules: CSSRuleList): string[] {
  return Array.from(rules).flatMap((rule) => {
    if (rule instanceof CSSStyleRule) return appliesTo(content, rule.selectorText) ? [rule.cssText] : [];
    if (rule instanceof CSSPageRule) return [rule.cssText];
    if (rule instanceof CSSMediaRule) {
      const inner = rulesFor(content, rule.cssRules);
      return inner.length > 0 ? [`@media ${rule.conditionText} {\n${inner.join('\n')}\n}`] : [];
    }
    return [];
  });
}

function appliesTo(content: Element, selector: string): boolean {
  const elements = selector.replace(/::[\w-]+/g, '');
  try {
    return (
      content.querySelector(elements) !== null ||
      [content, document.body, document.documentElement].some((element) => element.matches(elements))
    );
  } catch {
    // Without what was cut off it is no selector: one of a part of an element by itself.
    return false;
  }
}

function removeComments(element: Element): void {
  const comments = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_COMMENT);
  const found: Node[] = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  found.forEach((comment) => comment.parentNode?.removeChild(comment));
}
