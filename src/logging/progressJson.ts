import * as v from 'valibot';
import type { LogFile } from './logFile';
import type { LogKey, LogRecord } from './logRecord';
import { LOG_KEYS, STAGE_KEY } from './logRecord';

/** A stored log that is not what was written; it is left as it is. */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError';

  constructor(line: number) {
    super(`line ${line} of progress.json is no record of this log; move the file away to begin a new log`);
  }
}

/** Values that are not finite are null in JSON, and absent where the line is read again. */
const lineSchema = v.objectWithRest(
  {
    [STAGE_KEY]: v.number(),
    wall_time: v.number(),
    episodes: v.array(v.object({ r: v.number(), l: v.number() })),
  },
  v.nullable(v.number()),
);

/**
 * `progress.json` of Stable-Baselines3's JSONOutputFormat: a line of JSON for each iteration. Besides its keys a line has
 * `wall_time`, seconds since 1970, and `episodes`, so that it holds the whole record: the other files can be made from it.
 */
export function progressJson(): LogFile {
  const encoder = new TextEncoder();
  return {
    name: 'progress.json',
    header: () => new Uint8Array(),
    append: ({ stage, wallTime, values, episodes }) => {
      const logged = Object.fromEntries(LOG_KEYS.map((key) => [key, values[key]]));
      const line = { [STAGE_KEY]: stage, ...logged, wall_time: wallTime, episodes };
      return encoder.encode(`${JSON.stringify(line)}\n`);
    },
  };
}

/**
 * The records of a `progress.json`, one by one. A last line that has no end, as a killed process leaves it, is left out.
 *
 * @param parts the file's bytes, wherever they are cut
 * @throws LogDamagedError naming the line
 */
export async function* readProgressJson(parts: AsyncIterable<Uint8Array>): AsyncGenerator<LogRecord> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const part of parts) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      const record = parseLine(text);
      if (!record) throw new LogDamagedError(line);
      yield record;
    }
  }
}

function parseLine(text: string): LogRecord | null {
  const { success, output } = v.safeParse(lineSchema, parseJson(text));
  if (!success) return null;
  const { [STAGE_KEY]: stage, wall_time, episodes, ...rest } = output;
  const logged: Record<string, number | null> = rest;
  const values: Partial<Record<LogKey, number>> = {};
  for (const key of LOG_KEYS) {
    const value = logged[key] ?? null;
    if (value !== null) values[key] = value;
  }
  return { stage, wallTime: wall_time, values, episodes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
