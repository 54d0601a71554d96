import { checkpointMutants } from './checkpoint-mutants.js';
import { simulationFinds } from './simulation-finds.js';

simulationFinds(checkpointMutants);
