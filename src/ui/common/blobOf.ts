/** Bytes that are packed into a blob of their own, which the browser may move to its disk. */
const PART_SIZE = 2 ** 20;

/** A blob of parts that come one by one: none of them is needed any more once it is in. Where its bytes lie is the browser's business. */
export async function blobOf(parts: AsyncIterable<Uint8Array<ArrayBuffer> | string>): Promise<Blob> {
  const whole: Blob[] = [];
  let recent: (Uint8Array<ArrayBuffer> | string)[] = [];
  let size = 0;
  for await (const part of parts) {
    recent.push(part);
    size += part.length;
    if (size < PART_SIZE) continue;
    whole.push(new Blob(recent));
    recent = [];
    size = 0;
  }
  return new Blob([...whole, ...recent]);
}
