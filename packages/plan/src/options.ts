import { ConfigOption } from '@millrace/api';

interface BuiltInActionOptionSet {
  /** How many times in a row the answer of a model may ask for tools before its chat counts as failed. Default 32. */
  readonly chatMaxToolIterations: ConfigOption<number>;
}

/** How built-in actions behave, besides what `AgentExecutionOptions` says. */
export const BuiltInActionOptions: BuiltInActionOptionSet = {
  chatMaxToolIterations: ConfigOption.integer('chat.max-tool-iterations', 32),
};
