import { createRequire } from 'node:module'
import { OpenbellError } from '../../core/errors.ts'
import type { BackendInfo } from '../../ports/trainer.ts'
import { chainOperations } from './chained.ts'
import { registerMatMulGradient } from './gradients.ts'
import { replaceCopies } from './kernels.ts'
import type { TensorFlow } from './networks/types.ts'

/** The packages are CommonJS bundles; their module files have imports that Node does not resolve. */
const require = createRequire(import.meta.url)

let loading: Promise<TensorFlow> | null = null

/**
 * TensorFlow.js on its WebAssembly backend, once a thread: core, layers (whose bundle also carries every gradient) and our gradient of the
 * matrix product.
 * @throws OpenbellError unavailable where this machine cannot run it
 */
export function loadTensorFlow(): Promise<TensorFlow> {
  loading ??= load()
  return loading
}

/** What stands beside a result of it: read from the package, without loading it. */
export const WASM_BACKEND: BackendInfo = {
  name: 'wasm',
  library: `tfjs-wasm ${(require('@tensorflow/tfjs-backend-wasm/package.json') as { version: string }).version}`,
  reproducible: true,
}

async function load(): Promise<TensorFlow> {
  try {
    const core = require('@tensorflow/tfjs-core') as TensorFlow
    require('@tensorflow/tfjs-backend-wasm')
    const layers = require('@tensorflow/tfjs-layers') as TensorFlow
    if (!(await core.setBackend('wasm'))) throw new Error('its WebAssembly backend does not start')
    await core.ready()
    const tf = Object.assign({}, core, layers)
    chainOperations(tf)
    registerMatMulGradient(tf)
    replaceCopies(tf)
    return tf
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new OpenbellError('unavailable', `TensorFlow.js does not run here: ${reason}`, 'openbell forecast backend list', thrown)
  }
}
