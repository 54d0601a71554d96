/** Imports a module by what `import()` takes. */
export type ModuleLoader = (module: string) => Promise<unknown>;

/**
 * Imports as seen from this package: file URLs always work, package names only where the package manager makes them visible here. To use packages of your own,
 * pass `(module) => import(module)` from a module of yours.
 */
export const importModule: ModuleLoader = (module) => import(module);
