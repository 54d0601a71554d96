import type { SeededRandom } from './seeded-random.js';
import { SimulatedContent, type StaleBytes } from './simulated-content.js';

/** A directory of a {@link SimulatedDisk}: its names as a process sees them, and as they are on the disk for sure. */
export class SimulatedDirectory {
  readonly names: Map<string, SimulatedNode> = new Map();
  readonly sureNames: Map<string, SimulatedNode> = new Map();
}

export type SimulatedNode = SimulatedContent | SimulatedDirectory;

/** A name that is put, or removed. */
interface NamePart {
  readonly directory: SimulatedDirectory;
  readonly name: string;
  readonly node: SimulatedNode | undefined;
}

/** What survives whole or not at all: a creation, a removal, a rename. */
type NameChange = readonly NamePart[];

/** What is on a simulated disk, for sure or perhaps. */
export class SimulatedDisk {
  #root = new SimulatedDirectory();
  #unsyncedChanges: NameChange[] = [];
  /** Content of removed files, which may show up in places that files were given and never wrote. */
  #staleContents: Uint8Array[] = [];

  get root(): SimulatedDirectory {
    return this.#root;
  }

  /** Changes names in one step. */
  change(...parts: NameChange): void {
    for (const { directory, name, node } of parts) {
      const before = directory.names.get(name);
      if (before instanceof SimulatedContent && !parts.some((part) => part.node === before)) {
        this.#staleContents.push(before.read(0, before.length));
      }
      setName(directory.names, name, node);
    }
    this.#unsyncedChanges.push(parts);
  }

  /** Makes the names in a directory sure. */
  sync(directory: SimulatedDirectory): void {
    const isConcerned = (change: NameChange): boolean => change.some((part) => part.directory === directory);
    for (const change of this.#unsyncedChanges.filter(isConcerned)) {
      makeSure(change);
    }
    this.#unsyncedChanges = this.#unsyncedChanges.filter((change) => !isConcerned(change));
  }

  /** A disk that is the same and shares nothing. */
  copy(): SimulatedDisk {
    const copies = new Map<SimulatedNode, SimulatedNode>();
    const copyDirectory = (original: SimulatedDirectory): SimulatedDirectory => {
      const known = copies.get(original);
      if (known instanceof SimulatedDirectory) {
        return known;
      }
      const directory = new SimulatedDirectory();
      copies.set(original, directory);
      for (const [name, node] of original.names) {
        directory.names.set(name, copyNode(node));
      }
      for (const [name, node] of original.sureNames) {
        directory.sureNames.set(name, copyNode(node));
      }
      return directory;
    };
    const copyNode = (original: SimulatedNode): SimulatedNode => {
      if (original instanceof SimulatedDirectory) {
        return copyDirectory(original);
      }
      const content = copies.get(original) ?? original.copy();
      copies.set(original, content);
      return content;
    };
    const disk = new SimulatedDisk();
    disk.#root = copyDirectory(this.#root);
    disk.#unsyncedChanges = this.#unsyncedChanges.map((change) =>
      change.map(({ directory, name, node }) => ({
        directory: copyDirectory(directory),
        name,
        node: node === undefined ? undefined : copyNode(node),
      })),
    );
    disk.#staleContents = [...this.#staleContents];
    return disk;
  }

  /** Decides what of the doubtful was on the disk when the power went. */
  losePower(random: SeededRandom, showStaleBytes: boolean): void {
    for (const change of this.#unsyncedChanges) {
      if (random.below(2) === 0) {
        makeSure(change);
      }
    }
    this.#unsyncedChanges = [];
    const contents = showStaleBytes ? this.#staleContents : [];
    const staleBytes: StaleBytes = (position, length) => {
      const bytes = new Uint8Array(length);
      bytes.set(contents[random.below(contents.length + 1)]?.subarray(position, position + length) ?? []);
      return bytes;
    };
    loseUnsure(this.#root, random, staleBytes);
  }
}

function makeSure(change: NameChange): void {
  for (const { directory, name, node } of change) {
    setName(directory.sureNames, name, node);
  }
}

function setName(names: Map<string, SimulatedNode>, name: string, node: SimulatedNode | undefined): void {
  if (node === undefined) {
    names.delete(name);
  } else {
    names.set(name, node);
  }
}

function loseUnsure(directory: SimulatedDirectory, random: SeededRandom, staleBytes: StaleBytes): void {
  directory.names.clear();
  for (const [name, node] of directory.sureNames) {
    directory.names.set(name, node);
    if (node instanceof SimulatedDirectory) {
      loseUnsure(node, random, staleBytes);
    } else {
      node.losePower(random, staleBytes);
    }
  }
}
