import type { EventListener, EventLogger, Logger } from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import type { Clock } from '../clock.js';
import type { HandedOverCalls } from '../context/handed-over-calls.js';
import type { Mailbox, MailboxOptions } from '../mailbox/mailbox.js';
import type { LongTermMemoryFactory } from '../operator/operator-factory.js';
import type { Sink } from '../output/sink.js';
import type { SourceBinding } from '../source/source-pump.js';
import type { DescribedResource } from '../thread/subtask-thread-protocol.js';
import type { DurableStores } from './durable-state.js';
import type { JobBeginning } from './job-report.js';

/** What a job is made of. */
export interface JobSetup {
  readonly plan: AgentPlan;
  /** Whether an attempt went before this one. Default: `false`. */
  readonly isRestart?: boolean;
  readonly sources: readonly SourceBinding[];
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  /** Make the event loggers of one subtask. */
  readonly eventLoggers: readonly (() => EventLogger | readonly EventLogger[])[];
  readonly listeners: readonly EventListener[];
  readonly longTermMemory: LongTermMemoryFactory | undefined;
  /** Where state survives a crash; absent: nowhere. */
  readonly durability: DurableStores | undefined;
  /** Savepoint to go on from. Default: the newest checkpoint. */
  readonly resumeFrom?: string | undefined;
  /** Name of the savepoint that is taken when the job is stopped. Default: an automatic one. */
  readonly savepointOnStop?: string | undefined;
  /** Whether what is kept there is discarded before the job begins. Default: `false`. */
  readonly fresh?: boolean;
  /** Told where an attempt begins, before the sinks are opened. */
  readonly onBegin?: ((beginning: JobBeginning) => void) | undefined;
  /** Where calls that outlive an attempt are left for the next. */
  readonly handedOver?: HandedOverCalls | undefined;
  /** How the subtasks run in threads of their own; absent: on this thread. */
  readonly threads?: SubtaskThreads | undefined;
  /** Whether invocations are repeated whenever an outcome of a durable call arrives. Default: `false`. */
  readonly alwaysReplay?: boolean | undefined;
  /** Classes of the user whose errors replay as instances of them. */
  readonly errorClasses: readonly { readonly name: string; readonly prototype: Error }[];
  readonly logger: Logger;
  readonly clock: Clock;
  /** Makes the mailbox of an attempt. Default: one that the event loop drains, oldest turn first. */
  readonly createMailbox?: (options: MailboxOptions) => Mailbox;
}

/** What the threads of subtasks make their agent of. */
export interface SubtaskThreads {
  /** The module that makes the agent. */
  readonly module: URL;
  /** Resources of the environment. */
  readonly resources: readonly DescribedResource[];
}
