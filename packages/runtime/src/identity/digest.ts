import { hash } from 'node:crypto';

/** What a digest is made of: text as UTF-8, a number as its digits, bytes, or bytes that are there as hexadecimal digits. */
export type DigestPart = string | number | Uint8Array | { readonly hex: string };

/** Where parts are put together; digests are computed one at a time. Longer inputs get memory of their own. */
const scratch = Buffer.alloc(1024);
/** Its first bytes, by their number: to make such a view takes longer than to fill it. */
const beginnings: Buffer[] = [];

const longestName = 64;

/** Where an identifier is put together. */
const uuid = Buffer.from('00000000-0000-4000-8000-000000000000');
const hyphen = 0x2d;
const version = 0x34;
/** The digit of the variant in place of each digit. */
const variants = '89ab89ab89ab89ab';

/**
 * SHA-256 of the parts, each preceded by its length in bytes, so that no two different lists of parts are hashed as the same bytes.
 *
 * @returns 64 lower-case hexadecimal digits: text is what a hash is given back as by far the fastest.
 */
export function digestHex(...parts: readonly DigestPart[]): string {
  const bytes = spaceFor(parts);
  let end = 0;
  for (const part of parts) {
    const start = end + 4;
    end = start + writePart(bytes, part, start);
    bytes.writeUInt32BE(end - start, start - 4);
  }
  return hash('sha256', bytes === scratch ? beginning(end) : bytes.subarray(0, end), 'hex');
}

/** {@link digestHex} as bytes. */
export function digest(...parts: readonly DigestPart[]): Buffer {
  return Buffer.from(digestHex(...parts), 'hex');
}

function beginning(length: number): Buffer {
  const view = beginnings[length] ?? scratch.subarray(0, length);
  beginnings[length] = view;
  return view;
}

function spaceFor(parts: readonly DigestPart[]): Buffer {
  let largest = 0;
  for (const part of parts) {
    largest += 4 + largestSize(part);
  }
  return largest <= scratch.length ? scratch : Buffer.alloc(largest);
}

/** Bytes that a part has at the most. */
function largestSize(part: DigestPart): number {
  switch (typeof part) {
    case 'string':
      return part.length * 3;
    case 'number':
      return 32;
    default:
      return 'hex' in part ? part.hex.length / 2 : part.length;
  }
}

/** @returns how many bytes it has. */
function writePart(bytes: Buffer, part: DigestPart, start: number): number {
  switch (typeof part) {
    case 'string':
      return writeText(bytes, part, start);
    case 'number':
      return writeText(bytes, String(part), start);
    default:
      if ('hex' in part) {
        return bytes.write(part.hex, start, 'hex');
      }
      bytes.set(part, start);
      return part.length;
  }
}

/** Names are short and mostly ASCII: to write them here takes less time than to call what can write any text. */
function writeText(bytes: Buffer, text: string, start: number): number {
  if (text.length > longestName) {
    return bytes.write(text, start);
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) {
      return bytes.write(text, start);
    }
    bytes[start + index] = unit;
  }
  return text.length;
}

/** A version 4 shaped UUID from the first 16 bytes of a digest. */
export function uuidFrom(bytes: Uint8Array): string {
  return uuidFromHex(Buffer.from(bytes.subarray(0, 16)).toString('hex'));
}

/** A version 4 shaped UUID from the first 32 hexadecimal digits. */
export function uuidFromHex(hex: string): string {
  // Written digit by digit: every event has one, and text that is put together from nine pieces takes ten times the memory.
  let at = 0;
  for (let digit = 0; digit < 32; digit++) {
    if (uuid[at] === hyphen) {
      at++;
    }
    uuid[at++] = hex.charCodeAt(digit);
  }
  uuid[14] = version;
  uuid[19] = variants.charCodeAt(Number.parseInt(hex.charAt(16), 16));
  return uuid.toString('latin1');
}
