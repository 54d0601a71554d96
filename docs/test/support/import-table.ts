/** Who may import whom: the packages of the workspace each package may name. Apps may import everything. */
export const importTable: ReadonlyMap<string, readonly string[]> = new Map([
  ['api', []],
  ['plan', ['api']],
  ['runtime', ['api', 'plan']],
  ['eventlog-file', ['api']],
  ['ai-sdk', ['api']],
  ['mcp', ['api']],
  ['kafka', ['api', 'plan', 'runtime']],
  ['python', ['api', 'plan', 'runtime']],
  ['cli', ['api', 'plan', 'runtime']],
]);
