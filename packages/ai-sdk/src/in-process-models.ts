import { InvalidValueError } from '@millrace/api';
import { isRecord } from './is-record.js';
import { type ModelSource, modelNameMissing } from './model-source.js';

/** One model, or a function that finds one by name, such as a provider of the AI SDK. */
export type ModelInProcess<Model> = Model | ((name: string) => Model);

/** What all models have in common. */
export interface AnyModel {
  readonly specificationVersion: string;
  readonly modelId: string;
}

/** Models that are objects of this process. They bring their own credentials. */
export class InProcessModels<Model extends AnyModel> implements ModelSource<Model> {
  readonly secrets: readonly string[] = [];
  readonly #find: (name: string | undefined) => Model;

  /**
   * @param method what a model of this kind is called by.
   * @throws InvalidValueError `MODEL_INVALID`, `MODEL_VERSION_UNSUPPORTED`
   */
  constructor(model: unknown, method: 'doGenerate' | 'doEmbed') {
    if (typeof model === 'function') {
      this.#find = (name) => {
        if (name === undefined) {
          throw modelNameMissing();
        }
        return checkModel<Model>(Reflect.apply(model, undefined, [name]), method);
      };
    } else {
      const only = checkModel<Model>(model, method);
      this.#find = (name) => checkName(only, name);
    }
  }

  model(name: string | undefined): Model {
    return this.#find(name);
  }

  async close(): Promise<void> {}
}

const versions: readonly unknown[] = ['v2', 'v3', 'v4'];

function checkModel<Model>(model: unknown, method: string): Model {
  if (!isRecord(model) || typeof model[method] !== 'function') {
    throw new InvalidValueError('MODEL_INVALID', `What was passed as model has no ${method}.`, {
      path: 'model',
      hint: 'Pass a model of an AI SDK provider, a function that returns one, or say provider: "openai-compatible".',
    });
  }
  if (!versions.includes(model['specificationVersion'])) {
    throw new InvalidValueError(
      'MODEL_VERSION_UNSUPPORTED',
      `The model implements version ${JSON.stringify(model['specificationVersion'])} of the AI SDK's interface.`,
      { path: 'model.specificationVersion', hint: `Use a provider that implements one of ${versions.join(', ')}.` },
    );
  }
  // It has the method and the version of a model; nothing more can be known about it.
  return model as Model;
}

function checkName<Model extends AnyModel>(model: Model, name: string | undefined): Model {
  if (name !== undefined && name !== model.modelId) {
    throw new InvalidValueError(
      'MODEL_NAME_UNKNOWN',
      `The connection has the model ${JSON.stringify(model.modelId)} only, not ${JSON.stringify(name)}.`,
      {
        path: 'parameters.model',
        hint: 'Leave the name out, or pass a function that finds models by name.',
      },
    );
  }
  return model;
}
