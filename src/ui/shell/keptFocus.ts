const PANEL = '[role="tabpanel"]';
/** What has no neighbour to give the focus to: all else is another part of the page. */
const WHOLE = [PANEL, 'main', 'dialog', 'body'].join();
/** Milliseconds that an element may be disabled for, as a button until the training has stopped, before another has its focus. */
const PATIENCE = 10_000;
const USABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** An element and what stood beside it when it had the focus: one that was removed has neither neighbours nor ancestors. */
interface Place {
  readonly element: HTMLElement;
  readonly next: Element | null;
  readonly previous: Element | null;
}

/**
 * Keeps the keyboard's focus when the element that has it goes away, as a row that is deleted, or is disabled for a while:
 * browsers drop it then, keys do nothing more, and a screen reader is silent. The focus goes back to the element if that can be
 * used again within ten seconds, or to what is beside where it was. Whoever uses a pointer notices nothing.
 *
 * @returns ends it
 */
export function keepFocus(): () => void {
  // What has the focus and what it stands in, innermost first.
  let places: readonly Place[] = [];
  let isLost = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function hold(element: Element | null) {
    places = element instanceof HTMLElement ? [...withAncestors(element)] : [];
    isLost = false;
    clearTimeout(timer);
    timer = undefined;
  }

  const onFocus = () => hold(document.querySelector(':focus-visible'));
  const onKey = () => {
    const focused = document.querySelector(':focus');
    // A key that is held down says nothing while what it was meant for is disabled.
    if (focused || !isLost) hold(focused);
  };
  const onPointer = () => hold(null);

  function look() {
    if (places.length === 0) return;
    if (!canHaveFocus(places[0].element)) isLost = true;
    if (!isLost) return;
    frame ||= requestAnimationFrame(() => restore(true));
    timer ??= setTimeout(() => restore(false), PATIENCE);
  }

  // Not before a frame: what replaces the element may take the focus by itself, and browsers drop that of a disabled one only then.
  function restore(isPatient: boolean) {
    if (isPatient) frame = 0;
    if (places.length === 0 || !document.hasFocus()) return;
    const [{ element }] = places;
    const { activeElement } = document;
    const isNobodys = activeElement === null || activeElement === document.body || activeElement === element;
    if (!isNobodys || (isPatient && isShown(element) && !canHaveFocus(element))) return;
    (canHaveFocus(element) ? element : beside(places))?.focus({ preventScroll: true });
  }

  const observer = new MutationObserver(look);
  const what = { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden'] };
  observer.observe(document.body, what);
  const ended = new AbortController();
  const options = { capture: true, signal: ended.signal };
  document.addEventListener('focusin', onFocus, options);
  document.addEventListener('keydown', onKey, options);
  document.addEventListener('pointerdown', onPointer, options);
  return () => {
    observer.disconnect();
    ended.abort();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

function* withAncestors(element: HTMLElement): Generator<Place> {
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    yield { element: at, next: at.nextElementSibling, previous: at.previousElementSibling };
  }
}

function isShown(element: Element): boolean {
  return element.isConnected && element.getClientRects().length > 0;
}

function canHaveFocus(element: Element): boolean {
  return isShown(element) && !element.matches(':disabled');
}

function usableIn(part: Element | null): HTMLElement | undefined {
  if (!part) return undefined;
  const all = [part, ...part.querySelectorAll(USABLE)] as HTMLElement[];
  return all.find((element) => element.matches(USABLE) && canHaveFocus(element));
}

/** The nearest that can be used: beside what went away, or in what it stood in; at last the whole view. */
function beside(places: readonly Place[]): HTMLElement | undefined {
  for (const { element, next, previous } of places) {
    if (element.matches(WHOLE)) break;
    const usable = usableIn(next) ?? usableIn(previous) ?? usableIn(element);
    if (usable) return usable;
  }
  return [...document.querySelectorAll<HTMLElement>(PANEL)].find(isShown);
}
