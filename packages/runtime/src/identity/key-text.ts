/** Canonical key bytes as text, a character each, for use in a `Map`. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}

/** The inverse of {@link keyText}. */
export function keyBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
