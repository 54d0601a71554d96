import type { AttributeValue, MemoryOperation } from '@millrace/api';
import { type MemoryView, nestedObject } from '../../src/memory/memory-tree.js';

/** An object of memory as a map of maps: what operations mean, written down without paths as keys. */
export interface NaiveObject {
  readonly fields: Map<string, NaiveItem>;
}

export type NaiveItem = NaiveObject | { readonly value: AttributeValue };

export function emptyObject(): NaiveObject {
  return { fields: new Map() };
}

/** Applies one operation to the tree below `root`. */
export function applyNaively(root: NaiveObject, operation: MemoryOperation): void {
  const names = operation.path.split('.');
  const last = names.pop() ?? '';
  if (operation.op === 'delete') {
    let at: NaiveItem | undefined = root;
    for (const name of names) {
      at = 'fields' in at ? at.fields.get(name) : undefined;
      if (at === undefined) {
        return;
      }
    }
    if ('fields' in at) {
      at.fields.delete(last);
    }
    return;
  }
  const parent = names.reduce(objectAt, root);
  if (operation.op === 'set') {
    parent.fields.set(last, { value: operation.value });
  } else {
    objectAt(parent, last);
  }
}

/** The object that is field `name` of `parent`, made, or put in place of a value, when there is none. */
function objectAt(parent: NaiveObject, name: string): NaiveObject {
  const item = parent.fields.get(name);
  if (item !== undefined && 'fields' in item) {
    return item;
  }
  const object = emptyObject();
  parent.fields.set(name, object);
  return object;
}

/** A tree as nested lists of `[name, content]`, in the order of the fields. Values are wrapped, so that none looks like an object. */
export type Listing = readonly (readonly [name: string, content: Listing | { readonly value: unknown }])[];

export function listNaively({ fields }: NaiveObject): Listing {
  return [...fields].map(([name, item]) => [name, 'fields' in item ? listNaively(item) : { value: item.value }]);
}

/** What can be reached from the root of `view`. */
export function listView(view: MemoryView, path = ''): Listing {
  return view.names(path).map((name) => {
    const child = path === '' ? name : `${path}.${name}`;
    const item = view.lookup(child);
    return [name, item === nestedObject ? listView(view, child) : { value: item }];
  });
}
