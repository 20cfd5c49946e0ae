import { viewInAddress, writeViewToAddress } from './viewAddress';

/** Which view of the page is open. A link can lead to it. */
export class ViewState {
  /** As the address names it; null where it names none. */
  current: string | null = $state(viewInAddress());

  open(view: string): void {
    this.current = view;
    writeViewToAddress(view);
  }
}
