import { type Attributes, type AttributeValue, isAttributes } from '@millrace/api';
import { type CelValue, toCelValue } from './cel-value.js';

/** The parts of attributes that a condition looks at. */
interface Wanted {
  /** Everything below is wanted. */
  whole: boolean;
  readonly members: Map<string, Wanted>;
}

/**
 * Converts only those parts of an event's attributes that a condition refers to, so that its cost depends on the condition and not on the size of the event.
 */
export class AttributeProjection {
  readonly #root: Wanted = { whole: false, members: new Map() };

  /** @param paths member names from the attributes down to each value that is looked at. */
  constructor(paths: Iterable<readonly string[]>) {
    for (const path of paths) {
      let wanted = this.#root;
      for (const name of path) {
        const member = wanted.members.get(name) ?? { whole: false, members: new Map<string, Wanted>() };
        wanted.members.set(name, member);
        wanted = member;
      }
      wanted.whole = true;
    }
  }

  apply(attributes: Attributes): ReadonlyMap<string, CelValue> {
    return project(attributes, this.#root);
  }
}

function project(object: Attributes, wanted: Wanted): ReadonlyMap<string, CelValue> {
  const projected = new Map<string, CelValue>();
  for (const [name, below] of wanted.members) {
    const member = Object.hasOwn(object, name) ? object[name] : undefined;
    if (member !== undefined) {
      projected.set(name, convert(member, below));
    }
  }
  return projected;
}

function convert(value: AttributeValue, wanted: Wanted): CelValue {
  // Something that has no members is handed over as it is: CEL then says what is wrong with the path.
  return wanted.whole || !isAttributes(value) ? toCelValue(value) : project(value, wanted);
}
