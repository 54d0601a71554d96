/** What a subclass tells the constructor of `BaseChatModelSetup` or `BaseEmbeddingModelSetup`. */
export interface ModelSetupOptions {
  /** Names of the arguments that the subclass reads itself. Default none. */
  readonly ownArguments?: readonly string[];
}
