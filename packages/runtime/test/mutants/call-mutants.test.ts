import { callMutants } from './call-mutants.js';
import { simulationFinds } from './simulation-finds.js';

simulationFinds(callMutants);
