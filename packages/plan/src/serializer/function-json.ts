import { InvalidValueError, type JsonObject, listOf, MemberReader, readName, readText } from '@millrace/api';
import { JavaFunction } from '../function/java-function.js';
import { PythonFunction } from '../function/python-function.js';
import { TypeScriptFunction } from '../function/typescript-function.js';

type AnyFunction = (...args: never) => unknown;

/** Any function a plan can name: `{"func_type","module","export_name"}`, `{"func_type","module","qualname"}` or `{"func_type","qualname","method_name","parameter_types"}`. */
export type WrittenFunction<F extends AnyFunction> = TypeScriptFunction<F> | PythonFunction | JavaFunction;

/** The wire form of a function. */
export function writeFunction<F extends AnyFunction>(written: WrittenFunction<F>): JsonObject {
  switch (written.funcType) {
    case 'TypeScriptFunction':
      return written.writtenAs === undefined
        ? { func_type: written.funcType, module: written.module, export_name: written.exportName }
        : writeFunction(written.writtenAs);
    case 'PythonFunction':
      return { func_type: written.funcType, module: written.module, qualname: written.qualname };
    case 'JavaFunction':
      return {
        func_type: written.funcType,
        qualname: written.qualname,
        method_name: written.methodName,
        parameter_types: written.parameterTypes,
      };
  }
}

/**
 * Reads the wire form. A TypeScript function without a module is the one of that name in `registered`; when there is none, resolving it says so.
 *
 * @throws InvalidValueError `FUNCTION_TYPE_UNSUPPORTED`, `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`; `path` names the part.
 */
export function readFunction<F extends AnyFunction>(
  value: unknown,
  path: string,
  registered: ReadonlyMap<string, F>,
): WrittenFunction<F> {
  const members = new MemberReader(value, path);
  const type = members.required('func_type', readName);
  switch (type) {
    case 'TypeScriptFunction':
      members.only('func_type', 'module', 'export_name');
      return typescriptFunction(
        members.required('module', readText),
        members.required('export_name', readName),
        registered,
      );
    case 'PythonFunction':
      members.only('func_type', 'module', 'qualname');
      return new PythonFunction(members.required('module', readName), members.required('qualname', readName));
    case 'JavaFunction':
      members.only('func_type', 'qualname', 'method_name', 'parameter_types');
      return new JavaFunction(
        members.required('qualname', readName),
        members.required('method_name', readName),
        members.required('parameter_types', listOf(readName)),
      );
    default:
      throw new InvalidValueError('FUNCTION_TYPE_UNSUPPORTED', `Unsupported function type: ${type}`, {
        path: `${path}.func_type`,
        hint: 'Use one of TypeScriptFunction, PythonFunction, JavaFunction.',
      });
  }
}

function typescriptFunction<F extends AnyFunction>(
  module: string,
  exportName: string,
  registered: ReadonlyMap<string, F>,
): TypeScriptFunction<F> {
  const found = module === '' ? registered.get(exportName) : undefined;
  return new TypeScriptFunction<F>(module, exportName, found === undefined ? {} : { resolved: found });
}
