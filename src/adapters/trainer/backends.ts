import { join } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { Log } from '../../ports/log.ts'
import type { BackendState, Backends, Trainer } from '../../ports/trainer.ts'
import type { Workers } from '../../ports/workers.ts'

export interface BackendsOptions {
  /** Opt-in backends lie in `<home>/backends/NAME`. */
  home: string
  workers(): Promise<Workers>
  log: Log
}

export const DEFAULT_BACKEND = 'wasm'
export const ACCELERATOR = 'tfjs-gpu'

const NAMES = [DEFAULT_BACKEND, ACCELERATOR]

/** The backend that comes with openbell, and the accelerator that may be installed beside it; each is loaded when it is opened. */
export function createBackends(options: BackendsOptions): Backends {
  const wasm = async (): Promise<Trainer> => {
    const { createWasmTrainer } = await import('./threads.ts')
    return createWasmTrainer({ workers: await options.workers() })
  }
  const folder = join(options.home, 'backends', ACCELERATOR)
  return {
    names: () => NAMES,
    async open(name) {
      refuseUnknown(name)
      if (name === DEFAULT_BACKEND) return wasm()
      throw notInstalled()
    },
    async list() {
      const { library } = (await wasm()).backend
      const detail = 'comes with openbell'
      const own: BackendState = { name: DEFAULT_BACKEND, state: 'ready', detail, library, folder: null }
      return [own, { name: ACCELERATOR, state: 'not-installed', detail: 'not installed', library: null, folder }]
    },
    installCommand(name) {
      refuseUnknown(name)
      return { command: '', folder }
    },
    async install(name) {
      refuseUnknown(name)
      throw notInstalled()
    },
  }
}

function notInstalled(): OpenbellError {
  return new OpenbellError('unavailable', `${ACCELERATOR} is not installed`, `openbell forecast backend install ${ACCELERATOR}`)
}

function refuseUnknown(name: string): void {
  if (NAMES.includes(name)) return
  throw new OpenbellError('usage', `unknown backend '${name}'`, `--backend ${NAMES.join('|')}`)
}
