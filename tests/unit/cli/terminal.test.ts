import { describe, expect, test } from 'vitest';
import { Terminal } from '../../../src/cli/terminal';

/** What a terminal of some columns shows after these writes: cleared lines are gone. */
function screenOf(written: string): string[] {
  return written.split('\n').map((line) => line.slice(line.lastIndexOf('\u001b[2K') + 1).replace('[2K', ''));
}

function open({ isTTY = true, columns = 40, kind = 'xterm' } = {}) {
  let written = '';
  const output = { isTTY, columns, write: (text: string) => (written += text) };
  return {
    terminal: new Terminal(output, output, kind),
    screen: () => screenOf(written),
    raw: () => written,
  };
}

describe('a terminal', () => {
  test('keeps the bar below all lines', () => {
    const { terminal, screen } = open();
    terminal.print('one');
    terminal.showBar('10%');
    terminal.print('two');
    terminal.complain('three');
    terminal.showBar('20%');
    expect(screen()).toEqual(['one', 'two', 'three', '20%']);
    terminal.showBar('');
    expect(screen()).toEqual(['one', 'two', 'three', '']);
  });

  test('cuts a bar that is too long, so that it can be written over', () => {
    const { terminal, screen } = open({ columns: 10 });
    terminal.showBar('a bar that is too long');
    expect(screen()).toEqual(['a bar tha']);
  });

  test('takes the usual width where the terminal does not say its own', () => {
    const { terminal, screen } = open({ columns: 0 });
    terminal.showBar('10%');
    expect(screen()).toEqual(['10%']);
  });

  test('writes a bar once that does not change', () => {
    const { terminal, raw } = open();
    terminal.showBar('10%');
    const once = raw();
    terminal.showBar('10%');
    expect(raw()).toBe(once);
  });

  test.each([{ isTTY: false }, { kind: 'dumb' }])(
    'that is a file or too simple (%o) gets lines only',
    (of) => {
      const { terminal, raw } = open(of);
      expect(terminal.isInteractive).toBe(false);
      terminal.showBar('10%');
      terminal.print('one');
      terminal.showBar('');
      expect(raw()).toBe('one\n');
    },
  );

  describe('whose reader is slow', () => {
    function behind() {
      const waiting: (() => void)[] = [];
      const output = {
        writableNeedDrain: true,
        write: (_text: string, done?: () => void) => done && waiting.push(done),
      };
      return { terminal: new Terminal(output, output), read: () => waiting.forEach((done) => done()) };
    }

    test('is waited for', async () => {
      const { terminal, read } = behind();
      let hasKeptUp = false;
      const keptUp = terminal.keepUp(new AbortController().signal).then(() => (hasKeptUp = true));
      await new Promise((resolve) => setTimeout(resolve));
      expect(hasKeptUp).toBe(false);
      read();
      await keptUp;
    });

    test('is not waited for by who is interrupted', async () => {
      const { terminal } = behind();
      const controller = new AbortController();
      const keptUp = terminal.keepUp(controller.signal);
      controller.abort();
      await keptUp;
      await terminal.keepUp(controller.signal);
    });
  });
});
