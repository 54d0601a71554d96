import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { JavaFunction, PythonFunction, TypeScriptFunction } from '../../src/index.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';

const exampleModule = pathToFileURL(fileURLToPath(new URL('../support/example-module.ts', import.meta.url))).href;

test('a function of a module is imported when it is resolved, once', async () => {
  let imports = 0;
  const load = async (module: string): Promise<unknown> => {
    imports += 1;
    return { handle: () => module };
  };
  const named = new TypeScriptFunction<() => string>('shop/actions', 'handle');
  const resolved = await named.resolve(load);
  expect(resolved()).toBe('shop/actions');
  expect(await named.resolve(load)).toBe(resolved);
  expect(imports).toBe(1);
});

test('a module can be named by file URL', async () => {
  const double = await new TypeScriptFunction<(n: number) => number>(exampleModule, 'double').resolve();
  expect(double(4)).toBe(8);
});

test('a function registered in process is resolved without importing anything', async () => {
  const handle = (): void => undefined;
  const registered = TypeScriptFunction.registered('handle', handle);
  expect(registered).toMatchObject({ module: '', exportName: 'handle', funcType: 'TypeScriptFunction' });
  expect(await registered.resolve(() => Promise.reject(new Error('Nothing is to be imported.')))).toBe(handle);
});

test.each([
  ['the module does not exist', new TypeScriptFunction('no-such-module-anywhere', 'f'), 'no-such-module-anywhere#f'],
  ['the module does not export it', new TypeScriptFunction(exampleModule, 'tripel'), 'double'],
  ['it is registered nowhere', new TypeScriptFunction('', 'f'), 'registry'],
  ['the path is relative to nothing', new TypeScriptFunction('./actions.js', 'f'), 'file URL'],
])('a function cannot be resolved when %s, and the error says so', async (_when, named, saying) => {
  const error = await rejectionOf(named.resolve());
  expect(error.code).toBe('FUNCTION_UNRESOLVABLE');
  expect(error.message).toContain(saying);
});

test('an export that is not a function is refused', async () => {
  const error = await rejectionOf(new TypeScriptFunction(exampleModule, 'notAFunction').resolve());
  expect(error.code).toBe('FUNCTION_SIGNATURE_INVALID');
  expect(error.message).toContain('notAFunction');
});

test('what is registered must be a function', () => {
  const notAFunction: unknown = 5;
  expect(errorOf(() => TypeScriptFunction.registered('f', notAFunction as () => void)).code).toBe(
    'FUNCTION_SIGNATURE_INVALID',
  );
});

test('functions are equal when they name the same function', () => {
  expect(new TypeScriptFunction('m', 'f').equals(new TypeScriptFunction('m', 'f'))).toBe(true);
  expect(new TypeScriptFunction('m', 'f').equals(new TypeScriptFunction('m', 'g'))).toBe(false);
  expect(TypeScriptFunction.registered('f', () => 1).equals(TypeScriptFunction.registered('f', () => 1))).toBe(false);
  expect(new PythonFunction('m', 'f').equals(new PythonFunction('m', 'f'))).toBe(true);
  expect(new PythonFunction('m', 'f').equals(new PythonFunction('n', 'f'))).toBe(false);
  expect(new JavaFunction('C', 'm', ['int']).equals(new JavaFunction('C', 'm', ['int']))).toBe(true);
  expect(new JavaFunction('C', 'm', ['int']).equals(new JavaFunction('C', 'm', ['int', 'int']))).toBe(false);
  expect(new JavaFunction('C', 'm', ['int']).equals(new JavaFunction('C', 'm', ['long']))).toBe(false);
});
