export function manifestOf(checkpointId: number): Buffer;
export function changesOf(checkpointId: number): readonly (readonly [key: Buffer, state: Buffer | undefined])[];
export function statesAfter(checkpointId: number): ReadonlyMap<string, Buffer | undefined>;
