/** Compiles if need be, and gives the path of the module. */
export function compileScan(): Promise<string>;
export function compileFind(): Promise<string>;
