/** What is read of the report that Vitest's JSON reporter writes. */
export interface TestReport {
  /** One for each file. */
  readonly testResults: readonly {
    readonly status: 'passed' | 'failed';
    /** `pending`: begun or waiting when the run ended. */
    readonly assertionResults: readonly {
      readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo';
    }[];
  }[];
}

export function testTotals(report: TestReport, exitStatus: number): string;
