import { OpenbellError } from '../../operations/operation.ts'
import type { JsonObject } from '../tool.ts'

/** Fields in which a person may give a path: programs give names. */
const NAMES_ONLY = ['strategy', 'names', 'name', 'universe', 'model', 'targets']
/** `BTC/USD` is a symbol. */
const PAIR = /^[A-Z0-9]{2,10}\/[A-Z]{3,5}$/
const PATH = /[\\/\0]|^\.|\.\w{2,4}$/

/**
 * Files are a person's to name: a strategy or a network in a file is code that runs with the user's rights.
 * @throws OpenbellError denied
 */
export function refusePaths(tool: string, input: JsonObject): void {
  for (const field of NAMES_ONLY) {
    for (const value of [input[field]].flat()) {
      if (typeof value !== 'string' || value.split(',').every((one) => PAIR.test(one) || !PATH.test(one))) continue
      const message = `${tool}: ${field}: '${value.slice(0, 80)}' is a path, and programs give names`
      throw new OpenbellError('denied', message, 'a person may use it: openbell at a terminal')
    }
  }
}
