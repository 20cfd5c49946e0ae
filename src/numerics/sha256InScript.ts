/** SHA-256 as FIPS 180-4 has it; names as in there. */

const BLOCK = 64;

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes: sections 5.3.3 and 4.2.2. */
function fractions(root: (prime: number) => number, count: number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const INITIAL = fractions(Math.sqrt, 8);
const K = fractions(Math.cbrt, 64);

const rotr = (x: number, n: number) => (x >>> n) | (x << (32 - n));

/** The 32 bytes of a message's SHA-256 (FIPS 180-4). */
export function sha256InScript(message: Uint8Array): Uint8Array {
  const hash = INITIAL.slice();
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  const words = new DataView(padded.buffer);
  const bits = 8 * message.length;
  words.setUint32(padded.length - 8, Math.floor(bits / 2 ** 32));
  words.setUint32(padded.length - 4, bits >>> 0);
  const schedule = new Uint32Array(64);
  for (let begin = 0; begin < padded.length; begin += BLOCK) {
    for (let t = 0; t < 16; t++) schedule[t] = words.getUint32(begin + 4 * t);
    compress(hash, schedule);
  }
  const digest = new DataView(new ArrayBuffer(32));
  hash.forEach((word, i) => digest.setUint32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

/** @param w its first 16 words are the block; the others are computed */
function compress(hash: Uint32Array, w: Uint32Array): void {
  for (let t = 16; t < 64; t++) {
    const s0 = rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const s1 = rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = hash;
  for (let t = 0; t < 64; t++) {
    const t1 = h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t];
    const t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word));
}
