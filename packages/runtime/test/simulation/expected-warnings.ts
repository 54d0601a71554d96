import type { Program, Step } from './program.js';

/** How the warnings begin that a job that runs a program may give; every other one is a problem. */
export function expectedWarnings({ actions, sources, config }: Program): readonly string[] {
  const wavers = actions.some(({ steps }) => steps.some((step: Step) => step.do === 'waver'));
  const changes = sources.some(({ inputs }) => inputs.some(({ change }) => change !== undefined));
  return [
    ...(config['restart-strategy'] === 'none' ? [] : ['The job failed and goes on from its newest checkpoint']),
    ...(actions.every(({ onError }) => onError === undefined)
      ? []
      : ['An attempt of an action failed', 'A run was given up']),
    ...(wavers ? ['An action made other durable calls than before'] : []),
    ...(changes ? ['what was recorded of this key from there on does not count any more'] : []),
    'Closing failed after the job had failed',
  ];
}
