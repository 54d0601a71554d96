import type { AttributeValue, MemoryOperation } from '@millrace/api';

/** What is at a path that holds a nested object. */
export const nestedObject: unique symbol = Symbol('nested object');

/** What is at a path: a value, a nested object, or nothing. */
export type MemoryItem = AttributeValue | typeof nestedObject | undefined;

/** Memory as it reads at one moment. Paths are absolute; the root is `""` and always an object. */
export interface MemoryView {
  lookup(path: string): MemoryItem;
  /** Names of the direct fields of the object at `path`, in the order they were first set; empty when no object is there. */
  names(path: string): readonly string[];
}

/** Memory that can be changed item by item. Applying {@link MemoryOperation}s is the same for all of them: {@link applyMemoryOperation}. */
export interface MemoryTree extends MemoryView {
  /** Puts a value or an object at a path, without looking at what is around it. */
  put(path: string, item: AttributeValue | typeof nestedObject): void;
  /** Removes the item at a path, without looking at what is around it. */
  remove(path: string): void;
  /** Makes `name` a field of the object at `path`. */
  link(path: string, name: string): void;
  /** Makes `name` no field of the object at `path` any more. */
  unlink(path: string, name: string): void;
}

/**
 * Applies one operation. Never fails: whatever is in the way is replaced, so that recorded operations can be applied again on recovery, and the later of two
 * conflicting commits wins.
 */
export function applyMemoryOperation(tree: MemoryTree, operation: MemoryOperation): void {
  const { path } = operation;
  switch (operation.op) {
    case 'set': {
      const item = tree.lookup(path);
      if (item === undefined) {
        attach(tree, path);
      } else if (item === nestedObject) {
        removeFields(tree, path);
      }
      tree.put(path, operation.value);
      return;
    }
    case 'newObject': {
      const item = tree.lookup(path);
      if (item === undefined) {
        attach(tree, path);
      }
      if (item !== nestedObject) {
        tree.put(path, nestedObject);
      }
      return;
    }
    case 'delete':
      deleteItem(tree, path);
  }
}

/** The path of the object that has `path` as a field. */
export function parentPath(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot === -1 ? '' : path.slice(0, dot);
}

/** The last name of a path. */
export function fieldName(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot === -1 ? path : path.slice(dot + 1);
}

/** The path of field `name` of the object at `path`. */
export function fieldPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Makes every ancestor of `path`, where nothing is, an object and each a field of the one above. */
function attach(tree: MemoryTree, path: string): void {
  const parent = parentPath(path);
  if (parent !== '') {
    const item = tree.lookup(parent);
    if (item === undefined) {
      attach(tree, parent);
    }
    if (item !== nestedObject) {
      tree.put(parent, nestedObject);
    }
  }
  tree.link(parent, fieldName(path));
}

function deleteItem(tree: MemoryTree, path: string): void {
  const item = tree.lookup(path);
  if (item === undefined) {
    return;
  }
  if (item === nestedObject) {
    removeFields(tree, path);
  }
  tree.remove(path);
  tree.unlink(parentPath(path), fieldName(path));
}

function removeFields(tree: MemoryTree, path: string): void {
  for (const name of tree.names(path)) {
    deleteItem(tree, fieldPath(path, name));
  }
}
