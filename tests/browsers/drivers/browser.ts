/** What the browsers of this suite have in common, whatever drives them. */
export interface Browser {
  readonly name: string;
  /** Why it cannot be tried here; null where it can. */
  readonly missing: string | null;
  /** @param profile directory; with `isPrivate` nothing is kept in it */
  launch(profile: string, options?: { readonly isPrivate?: boolean }): Promise<RunningBrowser>;
}

export interface RunningBrowser {
  readonly version: string;
  /** Everything that the browser told of as an error or a warning, in all its tabs. */
  readonly complaints: readonly string[];
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Closes the tab without a word to the page, and opens an empty one. */
  reopenTab(): Promise<void>;
  /** Value of a JavaScript expression in the page; a promise is waited for. */
  evaluate<T>(expression: string): Promise<T>;
  /** Hands a file to the `<input type="file">` that `selector` finds. */
  chooseFile(selector: string, path: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Writes what is seen as PNG. */
  screenshot(path: string): Promise<void>;
  /** Directory into which downloads go. */
  readonly downloads: string;
  close(): Promise<void>;
  /** As a crash or a power cut ends it. */
  kill(): Promise<void>;
}
