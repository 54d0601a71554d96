/** What `node --cpu-prof` writes, as far as it is looked at here. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  /** Id of the node that was on top, by sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before, by sample. */
  readonly timeDeltas: readonly number[];
}

interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** Time that was spent in a function itself, not in what it called. */
export interface FunctionTime {
  readonly name: string;
  /** File and line, without the folders before the package; empty for what has none. */
  readonly place: string;
  readonly milliseconds: number;
  /** Of the time in which the process was busy. */
  readonly share: number;
}

const notBusy = '(idle)';

/** The functions in which most time was spent, longest first. */
export function hottestFunctions({ nodes, samples, timeDeltas }: CpuProfile, count: number): readonly FunctionTime[] {
  const nodesById = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map<string, { name: string; place: string; microseconds: number }>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const node = nodesById.get(id);
    if (node === undefined || node.callFrame.functionName === notBusy) {
      continue;
    }
    const microseconds = timeDeltas[index] ?? 0;
    busy += microseconds;
    const { functionName, url, lineNumber } = node.callFrame;
    const name = functionName === '' ? '(anonymous)' : functionName;
    const place = placeOf(url, lineNumber);
    const time = times.get(`${name} ${place}`) ?? { name, place, microseconds: 0 };
    time.microseconds += microseconds;
    times.set(`${name} ${place}`, time);
  }
  return [...times.values()]
    .sort((one, other) => other.microseconds - one.microseconds)
    .slice(0, count)
    .map(({ name, place, microseconds }) => ({
      name,
      place,
      milliseconds: microseconds / 1000,
      share: microseconds / busy,
    }));
}

function placeOf(url: string, lineNumber: number): string {
  const path = url.replace(/^.*\/(?=(?:packages|apps)\/)/, '').replace(/^.*\/node_modules\//, '');
  return path === '' ? '' : `${path.replace('/dist/', '/')}:${lineNumber + 1}`;
}
