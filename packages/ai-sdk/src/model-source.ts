import { InvalidValueError } from '@millrace/api';

/** Where a connection gets its models from. */
export interface ModelSource<Model> {
  /** Credentials that go with requests and must not show up anywhere else. */
  readonly secrets: readonly string[];
  /**
   * The model of that name, or the one that is used when nobody names one.
   *
   * @throws InvalidValueError `MODEL_NAME_MISSING`, `MODEL_NAME_UNKNOWN`
   * @throws IllegalStateError `CONNECTION_CLOSED`
   */
  model(name: string | undefined): Model;
  close(): Promise<void>;
}

/** The error of a source that has no default. */
export function modelNameMissing(): InvalidValueError {
  return new InvalidValueError('MODEL_NAME_MISSING', 'Nothing says which model to use.', {
    path: 'parameters.model',
    hint: 'Name one in the setup (`model`), in the parameters of the call, or as default of the connection.',
  });
}
