const KEY = 'tmd-lab.shortcuts';

/** Whether single keys act. WCAG 2.1.4 wants them to be switched off by whoever hits them by accident or by voice. */
export class ShortcutsState {
  #isOn: boolean = $state(localStorage.getItem(KEY) !== 'off');

  get isOn(): boolean {
    return this.#isOn;
  }

  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    if (isOn) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  }
}
