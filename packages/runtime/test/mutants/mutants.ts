import { callMutants } from './call-mutants.js';
import { checkpointMutants } from './checkpoint-mutants.js';
import type { Mutant } from './mutant.js';
import { outputMutants } from './output-mutants.js';
import { recoveryMutants } from './recovery-mutants.js';

/** Every defect that the simulation has to find. */
export const mutants: readonly Mutant[] = [...callMutants, ...checkpointMutants, ...outputMutants, ...recoveryMutants];
