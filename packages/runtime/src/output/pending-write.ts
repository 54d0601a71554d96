/** The promise of a write that goes on, of whatever class it is (some libraries only begin when it is awaited); `undefined` when the sink has answered at once. */
export function pendingWrite(written: void | Promise<void>): Promise<void> | undefined {
  return typeof written === 'object' && typeof written?.then === 'function' ? written : undefined;
}
