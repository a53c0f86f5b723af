import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { freshHome } from './cli.ts'

const require = createRequire(import.meta.url)

/**
 * The code of a package that stands in for the GPU library, which runs on no machine of ours: its own backend name, a GPU that it says it has, its
 * symbols, the call of a function that Node dropped; and behind that the kernels that we have.
 */
export const STAND_IN = `
const util = require('util')
const core = require(${at('@tensorflow/tfjs-core')})
require(${at('@tensorflow/tfjs-backend-wasm')})
const layers = require(${at('@tensorflow/tfjs-layers')})
core.copyRegisteredKernels('wasm', 'tensorflow')
const make = core.findBackendFactory('wasm')
core.registerBackend('tensorflow', async () => {
  const backend = await make()
  if (util.isNullOrUndefined(backend)) throw new Error('no backend')
  backend.isGPUPackage = true
  backend.isUsingGpuDevice = true
  return backend
}, 3)
core.setBackend('tensorflow')
console.log('hello from the library')
console.error('a line on stderr')
module.exports = { ...core, ...layers }
`

/** The same, and then this code with \`core\` in reach. */
export function standInWith(code: string): string {
  return `${STAND_IN}\n${code}`
}

/** A home whose folder of the accelerator holds a package with this code. */
export function homeWithAccelerator(code: string): { home: string; folder: string } {
  const home = freshHome()
  const folder = join(home, 'backends', 'tfjs-gpu')
  writePackage(join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu'), code)
  return { home, folder }
}

/** Writes the package into a folder; `extra` goes into its package.json. */
export function writePackage(folder: string, code: string, extra: Record<string, unknown> = {}): void {
  mkdirSync(folder, { recursive: true })
  const about = { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0', main: 'index.js', ...extra }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(about))
  writeFileSync(join(folder, 'index.js'), code)
}

function at(name: string): string {
  return JSON.stringify(require.resolve(name))
}
