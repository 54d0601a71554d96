import { recoveryMutants } from './recovery-mutants.js';
import { simulationFinds } from './simulation-finds.js';

simulationFinds(recoveryMutants);
