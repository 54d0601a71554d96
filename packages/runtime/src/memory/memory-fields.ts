/** As many fields are looked for one by one; more have a `Map`. */
const fewFields = 8;

/** A field, and the one that was set for the first time after it. */
interface Field<V> {
  readonly name: string;
  value: V;
  next: Field<V> | undefined;
}

/** Fields by name, in the order they were first set: a `Map`, in a third of its memory as long as there are few. Most objects have few fields, most keys are idle, and most invocations write few. */
export class MemoryFields<V> {
  #fields: Field<V> | Map<string, V> | undefined;

  get isEmpty(): boolean {
    return this.#fields === undefined;
  }

  get(name: string): V | undefined {
    return this.#fields instanceof Map ? this.#fields.get(name) : fieldNamed(this.#fields, name)?.value;
  }

  set(name: string, value: V): void {
    if (this.#fields instanceof Map) {
      this.#fields.set(name, value);
      return;
    }
    if (this.#fields === undefined) {
      this.#fields = { name, value, next: undefined };
      return;
    }
    let last = this.#fields;
    for (let count = 1; last.name !== name && last.next !== undefined; count++) {
      if (count === fewFields) {
        this.#fields = new Map(this.entries()).set(name, value);
        return;
      }
      last = last.next;
    }
    if (last.name === name) {
      last.value = value;
    } else {
      last.next = { name, value, next: undefined };
    }
  }

  delete(name: string): void {
    if (this.#fields instanceof Map) {
      this.#fields.delete(name);
      if (this.#fields.size === 0) {
        this.#fields = undefined;
      }
    } else if (this.#fields?.name === name) {
      this.#fields = this.#fields.next;
    } else {
      let before = this.#fields;
      while (before?.next !== undefined && before.next.name !== name) {
        before = before.next;
      }
      if (before !== undefined) {
        before.next = before.next?.next;
      }
    }
  }

  *entries(): Generator<readonly [name: string, value: V]> {
    if (this.#fields instanceof Map) {
      yield* this.#fields;
      return;
    }
    for (let field = this.#fields; field !== undefined; field = field.next) {
      yield [field.name, field.value];
    }
  }
}

function fieldNamed<V>(first: Field<V> | undefined, name: string): Field<V> | undefined {
  let field = first;
  while (field !== undefined && field.name !== name) {
    field = field.next;
  }
  return field;
}
