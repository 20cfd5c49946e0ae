import { viewInAddress, writeViewToAddress } from './viewAddress';

/** Which view of the page is open. A link can lead to it. */
export class ViewState {
  /** Names of all views; the first is open where the address names none of them. */
  readonly #names: readonly string[];
  #current: string = $state('');

  constructor(names: readonly string[]) {
    this.#names = names;
    const named = viewInAddress();
    this.#current = named !== null && names.includes(named) ? named : names[0];
  }

  get current(): string {
    return this.#current;
  }

  get isFirst(): boolean {
    return this.#current === this.#names[0];
  }

  open(view: string): void {
    this.#current = view;
    writeViewToAddress(view);
  }

  /** @param index from 0, in the order of the tabs; others than there are do nothing */
  openAt(index: number): void {
    if (index in this.#names) this.open(this.#names[index]);
  }
}
