/** What is read of the report that Vitest's JSON reporter writes. */
export interface TestReport {
  /** One for each file. */
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    readonly status: 'passed' | 'failed';
    /** `pending`: begun or waiting when the run ended. */
    readonly assertionResults: readonly {
      readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo';
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

export interface TestStep {
  /** Null where the step ended without one. */
  readonly report: TestReport | null;
  readonly exitStatus: number;
}

export function failureLines(steps: readonly TestStep[]): string[];

export function testTotals(steps: readonly TestStep[]): string;
