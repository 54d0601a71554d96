import {
  type Event,
  OutputEvent,
  Resource,
  type ResourceContext,
  type ResourceDescriptor,
  type RunnerContext,
} from '@millrace/api';

// What plans of the tests name by module.

export function double(n: number): number {
  return 2 * n;
}

export function multiply({ a, b }: { readonly a: number; readonly b: number }): number {
  return a * b;
}

export function echo(event: Event, context: RunnerContext): void {
  context.sendEvent(new OutputEvent(event.attributes['input'] ?? null));
}

export function threeParameters(_event: Event, _context: RunnerContext, more: number): number {
  return more;
}

export const notAFunction = 5;

export class ExampleServer extends Resource {
  override readonly resourceType = 'mcp_server';
  readonly endpoint: string;

  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(context);
    this.endpoint = String(descriptor.getArgument('endpoint'));
  }
}
