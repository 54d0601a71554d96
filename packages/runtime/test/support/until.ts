/** Lets everything run that waits for nothing but the event loop. */
export async function quiet(): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets the event loop go round until `holds`. A test that waits in vain ends by its timeout. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
