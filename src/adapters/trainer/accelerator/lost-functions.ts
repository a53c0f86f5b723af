/** Functions of Node's `util` that Node 23 dropped and that the library still calls, by name. */
const LOST: Record<string, (value: unknown) => boolean> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
  isFunction: (value) => typeof value === 'function',
  isString: (value) => typeof value === 'string',
  isNumber: (value) => typeof value === 'number',
  isObject: (value) => value !== null && typeof value === 'object',
}

/**
 * Puts back what is gone; what is there stays. The library's kernels ask for `util.isNullOrUndefined` by name at each call
 * (github.com/tensorflow/tfjs, issue 8609: mended in its repository, never released).
 */
export function restoreLostFunctions(util: Record<string, unknown>): void {
  for (const [name, test] of Object.entries(LOST)) util[name] ??= test
}
