import { MAX_LINES, MAX_WORDS } from '../recordLimits';

/**
 * The text of a file: in UTF-8 or UTF-16 by its byte order mark, or by the zeros of UTF-16 without one; else UTF-8 if it is,
 * and Windows-1252, of which Latin-1's letters are a part, if not. What DOS pads a file with behind its end mark (0x1A) is cut.
 *
 * @returns null when the bytes are no text
 */
export function decodeFileText(bytes: Uint8Array): string | null {
  const text = decode(bytes).replace(/^\uFEFF/, '');
  const end = text.indexOf('\x1A');
  // eslint-disable-next-line no-control-regex -- DOS's end mark is one
  const isPadding = end >= 0 && /^[\x1A\0\s]*$/.test(text.slice(end));
  const content = isPadding ? text.slice(0, end) : text;
  return isText(content) ? content : null;
}

/** Characters that are looked at to tell text from other bytes. */
const LOOKED_AT = 4096;

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const head = bytes.subarray(0, LOOKED_AT);
  const zeros = (parity: number) => head.filter((byte, i) => i % 2 === parity && byte === 0).length;
  if (zeros(1) > 0.4 * head.length) return new TextDecoder('utf-16le').decode(bytes);
  if (zeros(0) > 0.4 * head.length) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Control characters other than tabs and ends of lines and pages are in no text. */
function isText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\0-\x08\x0E-\x1A\x1C-\x1F]/.test(text.slice(0, LOOKED_AT));
}

/**
 * Counts without taking apart, so that a text of more lines or numbers than a record has costs no memory.
 *
 * @returns what there is more of than there may be, as part of a sentence; null: the text can be taken apart
 */
export function excessOf(text: string): string | null {
  let [lines, words, before] = [1, 0, GAP];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const kind = code < KINDS.length ? KINDS[code] : OTHER;
    // Numbers need no space between where a sign is; the sign of an exponent has a letter before it.
    if (kind !== GAP && (before === GAP || (kind === SIGN && before === DIGIT))) {
      if (++words > MAX_WORDS) return `more than ${MAX_WORDS.toLocaleString('en')} numbers`;
    }
    if (code === NEW_LINE || (code === RETURN && text.charCodeAt(i + 1) !== NEW_LINE)) {
      if (++lines > MAX_LINES) return `more than ${MAX_LINES.toLocaleString('en')} lines`;
    }
    before = kind;
  }
  return null;
}

const [NEW_LINE, RETURN] = [10, 13];
/** Kinds of characters, as numbers: sixty million of them are looked at. */
const [OTHER, GAP, SIGN, DIGIT] = [0, 1, 2, 3];
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (code <= 32 || /[,;|]/.test(character)) return GAP;
  return /[+-]/.test(character) ? SIGN : /[\d.]/.test(character) ? DIGIT : OTHER;
});

/** Lines of UNIX, Windows and old Macintoshes. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}
