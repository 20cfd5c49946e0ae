interface Watcher {
  readonly onResized: () => void;
  /** It has come to where it can be seen, or nearly. */
  readonly onNear: () => void;
}

/**
 * Watches the size of an element, and whether it is where it can be seen.
 *
 * @param margin how far out of sight it is near, as `IntersectionObserver` has it
 */
export function watchElement(element: HTMLElement, margin: string, { onResized, onNear }: Watcher) {
  // Until the browser has looked.
  let isNear = true;
  const resized = new ResizeObserver(onResized);
  resized.observe(element);
  const seen = new IntersectionObserver(
    (entries) => {
      isNear = entries.at(-1)?.isIntersecting ?? isNear;
      if (isNear) onNear();
    },
    { rootMargin: margin },
  );
  seen.observe(element);
  return {
    get isNear() {
      return isNear;
    },
    end: () => {
      resized.disconnect();
      seen.disconnect();
    },
  };
}
