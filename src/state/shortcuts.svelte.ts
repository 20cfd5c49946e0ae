import { forget, recall, remember } from '../platform/memory';

const KEY = 'tmd-lab.shortcuts';

/** Whether single keys act. WCAG 2.1.4 wants them to be switched off by whoever hits them by accident or by voice. */
export class ShortcutsState {
  #isOn: boolean = $state(recall(KEY) !== 'off');

  get isOn(): boolean {
    return this.#isOn;
  }

  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    if (isOn) forget(KEY);
    else remember(KEY, 'off');
  }
}
