import { InvalidValueError } from '../errors.js';

/**
 * What records are keyed by. Identity is typed: `1`, `1n` and `"1"` are three keys, `-0` is `0`, byte arrays and arrays are compared by content.
 *
 * @see encodeKey for the canonical bytes that define identity.
 */
export type Key = string | number | bigint | boolean | Uint8Array | readonly Key[];

/** A value that is equal (by `Map` and `===`) exactly when two keys are the same key. */
export type KeyIdentity = string | number | bigint | boolean;

const Tag = { false: 0, true: 1, number: 2, bigint: 3, text: 4, rawText: 5, bytes: 6, array: 7 } as const;

const utf8 = new TextEncoder();

/** Where the bytes of a number are read from. */
const float64 = new DataView(new ArrayBuffer(8));

/** In a Unicode pattern, surrogates that form a pair are one character and do not match. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The canonical bytes of a key: a type tag, then the content, length-prefixed wherever keys can follow one another, so that no two keys share bytes.
 *
 * Text is UTF-8 when it is well formed and UTF-16 (little endian, its own tag) when it holds lone surrogates, which UTF-8 would merge.
 *
 * @throws InvalidValueError `KEY_INVALID` for NaN, or a value that is not a {@link Key}; `path` names the element.
 */
export function encodeKey(key: Key): Uint8Array {
  const bytes: number[] = [];
  writeKey(key, bytes, 'key');
  return Uint8Array.from(bytes);
}

/**
 * The key that {@link encodeKey} encoded. Law: `decodeKey(encodeKey(k))` is the same key as `k`.
 *
 * @throws InvalidValueError `KEY_ENCODING_INVALID` for bytes that no key encodes to.
 */
export function decodeKey(bytes: Uint8Array): Key {
  const reader = new KeyReader(bytes);
  const key = reader.key();
  reader.expectEnd();
  return key;
}

/**
 * The identity of a key for use in a `Map` or `Set`. Scalars are their own identity; byte arrays and arrays become a string in a namespace that no
 * string key can enter.
 *
 * @throws InvalidValueError `KEY_INVALID` as {@link encodeKey}.
 */
export function keyIdentity(key: Key): KeyIdentity {
  switch (typeof key) {
    case 'string':
      // Strings that start with NUL are moved aside, so that the NUL prefix below belongs to composite keys alone.
      return key.charCodeAt(0) === 0 ? `\u0000s${key}` : key;
    case 'number':
      return checkNumber(key, 'key');
    case 'bigint':
    case 'boolean':
      return key;
    default:
      return `\u0000k${latin1(encodeKey(key))}`;
  }
}

/** A key as text for people: log lines, error messages, metrics. Types stay visible (`1`, `1n` and `"1"` differ); never use it as an identity. */
export function formatKey(key: Key): string {
  switch (typeof key) {
    case 'string':
      return JSON.stringify(key);
    case 'bigint':
      return `${key}n`;
    case 'number':
    case 'boolean':
      return String(key);
    default:
      return isBytes(key) ? `0x${hex(key)}` : `[${key.map(formatKey).join(', ')}]`;
  }
}

function writeKey(key: unknown, out: number[], path: string): void {
  switch (typeof key) {
    case 'boolean':
      out.push(key ? Tag.true : Tag.false);
      return;
    case 'number': {
      out.push(Tag.number);
      float64.setFloat64(0, checkNumber(key, path));
      writeUint32(out, float64.getUint32(0));
      writeUint32(out, float64.getUint32(4));
      return;
    }
    case 'bigint':
      out.push(Tag.bigint);
      writeLengthPrefixed(out, utf8.encode(key.toString()));
      return;
    case 'string':
      writeText(key, out);
      return;
    default:
      writeComposite(key, out, path);
  }
}

function writeText(text: string, out: number[]): void {
  if (!loneSurrogate.test(text)) {
    out.push(Tag.text);
    writeLengthPrefixed(out, utf8.encode(text));
    return;
  }
  out.push(Tag.rawText);
  const units = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    units[2 * index] = unit & 0xff;
    units[2 * index + 1] = unit >>> 8;
  }
  writeLengthPrefixed(out, units);
}

function writeComposite(key: unknown, out: number[], path: string): void {
  if (isBytes(key)) {
    out.push(Tag.bytes);
    writeLengthPrefixed(out, key);
    return;
  }
  if (Array.isArray(key)) {
    out.push(Tag.array);
    writeUint32(out, key.length);
    key.forEach((element, index) => {
      writeKey(element, out, `${path}[${index}]`);
    });
    return;
  }
  throw new InvalidValueError('KEY_INVALID', `A key cannot be ${describe(key)}.`, {
    path,
    hint: 'Use a string, number, bigint, boolean, Uint8Array, or an array of those.',
  });
}

function checkNumber(key: number, path: string): number {
  if (Number.isNaN(key)) {
    throw new InvalidValueError('KEY_INVALID', 'A key cannot be NaN, because NaN equals nothing.', {
      path,
      hint: 'Give records without a number a key of their own.',
    });
  }
  return key === 0 ? 0 : key;
}

function writeLengthPrefixed(out: number[], content: Uint8Array): void {
  writeUint32(out, content.length);
  pushAll(out, content);
}

function writeUint32(out: number[], value: number): void {
  out.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

function pushAll(out: number[], content: Uint8Array): void {
  for (const byte of content) {
    out.push(byte);
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function describe(value: unknown): string {
  return value === null ? 'null' : Object.prototype.toString.call(value).slice(8, -1).toLowerCase();
}

/** Reads what {@link encodeKey} writes. */
class KeyReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  key(): Key {
    switch (this.#take(1)[0]) {
      case Tag.false:
        return false;
      case Tag.true:
        return true;
      case Tag.number: {
        const { byteOffset } = this.#take(8);
        return this.#view.getFloat64(byteOffset - this.#bytes.byteOffset);
      }
      case Tag.bigint:
        return BigInt(fromUtf8.decode(this.#content()));
      case Tag.text:
        return fromUtf8.decode(this.#content());
      case Tag.rawText:
        return fromUtf16(this.#content());
      case Tag.bytes:
        return new Uint8Array(this.#content());
      case Tag.array:
        return Array.from({ length: this.#length() }, () => this.key());
      default:
        throw this.#invalid();
    }
  }

  expectEnd(): void {
    if (this.#at !== this.#bytes.length) {
      throw this.#invalid();
    }
  }

  #content(): Uint8Array {
    return this.#take(this.#length());
  }

  #length(): number {
    const { byteOffset } = this.#take(4);
    return this.#view.getUint32(byteOffset - this.#bytes.byteOffset);
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) {
      throw this.#invalid();
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #invalid(): InvalidValueError {
    return new InvalidValueError('KEY_ENCODING_INVALID', `These ${this.#bytes.length} bytes do not encode a key.`, {
      hint: 'Pass what encodeKey returned.',
    });
  }
}

const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function fromUtf16(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    text += String.fromCharCode((bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8));
  }
  return text;
}
