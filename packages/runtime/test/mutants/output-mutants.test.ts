import { outputMutants } from './output-mutants.js';
import { simulationFinds } from './simulation-finds.js';

simulationFinds(outputMutants);
