import { MillraceError } from '../errors.js';

/** What a conformance suite checks. @throws MillraceError `CONFORMANCE_BROKEN` saying `problem`, unless `holds`. */
export function expectThat(holds: boolean, problem: string): void {
  if (!holds) {
    throw new MillraceError('CONFORMANCE_BROKEN', problem);
  }
}

/** Expects two values to be the same JSON, whatever the order of the members of their objects. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const actualText = sortedJson(actual);
  const expectedText = sortedJson(expected);
  if (actualText !== expectedText) {
    const at = firstDifference(actualText, expectedText);
    const from = Math.max(0, at - 60);
    expectThat(
      false,
      `${what}: expected …${expectedText.slice(from, at + 120)}… but found …${actualText.slice(from, at + 120)}…`,
    );
  }
}

/** Expects `action` to throw or reject, and returns what it threw. @throws MillraceError `CONFORMANCE_BROKEN` when it does neither. */
export async function expectFailure(what: string, action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (failure) {
    return failure;
  }
  throw new MillraceError('CONFORMANCE_BROKEN', `${what} was expected to fail and did not.`);
}

function sortedJson(value: unknown): string {
  return (
    JSON.stringify(value, (_name, member: unknown) => (isPlainObject(member) ? sorted(member) : member)) ?? 'undefined'
  );
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(object: object): object {
  // A member called __proto__ must stay a member, which is why the copy has no prototype to set.
  const copy: object = Object.create(null);
  for (const name of Object.keys(object).toSorted()) {
    Reflect.set(copy, name, Reflect.get(object, name));
  }
  return copy;
}

function firstDifference(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) {
    at++;
  }
  return at;
}
