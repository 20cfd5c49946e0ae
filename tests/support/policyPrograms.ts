import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cHeader } from '../../src/export/code/cHeader';
import { javascriptModule } from '../../src/export/code/javascriptModule';
import type { PolicyCode } from '../../src/export/code/policyCode';

type Observations = readonly ArrayLike<number>[];

/** What `policy.js` has. */
export interface PolicyModule {
  readonly OBSERVATION_SIZE: number;
  readonly FORCE_LIMIT: number;
  readonly action: (observation: ArrayLike<number>) => number;
  readonly selfTest: () => boolean;
}

/** The machine's C compiler; undefined: there is none. */
export const COMPILER = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0);

let modules = 0;

/** @param folder for the file */
export function loadPolicy(folder: string, code: PolicyCode): Promise<PolicyModule> {
  const path = join(folder, `policy${modules++}.mjs`);
  writeFileSync(path, javascriptModule(code));
  return import(/* @vite-ignore */ pathToFileURL(path).href) as Promise<PolicyModule>;
}

export async function actionsInJavaScript(
  folder: string,
  code: PolicyCode,
  observations: Observations,
): Promise<number[]> {
  const { action } = await loadPolicy(folder, code);
  return observations.map((observation) => action(observation));
}

/**
 * Compiles the header, without a warning, and runs it.
 *
 * @param folder for its files
 * @throws where the compiler complains, or the program's self-test fails
 */
export function actionsInC(folder: string, code: PolicyCode, observations: Observations): number[] {
  const rows = observations.map((observation) => `{${Array.from(observation).join(', ')}}`);
  const [source, program] = [join(folder, 'policy.c'), join(folder, 'policy')];
  writeFileSync(join(folder, 'policy.h'), cHeader(code));
  writeFileSync(
    source,
    `#include <stdio.h>
#include "policy.h"
static const double rows[${rows.length}][TMD_POLICY_OBSERVATION_SIZE] = {${rows.join(',\n')}};
int main(void)
{
  int i;
  if (!tmd_policy_self_test() || TMD_POLICY_FORCE_LIMIT != ${code.forceLimit}) return 1;
  for (i = 0; i < ${rows.length}; i++) printf("%.17g\\n", tmd_policy_action(rows[i]));
  return 0;
}
`,
  );
  const flags = ['-std=c99', '-O1', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];
  execFileSync(COMPILER ?? 'cc', [...flags, '-o', program, source, '-lm']);
  return execFileSync(program).toString().trim().split('\n').map(Number);
}
