import { OpenbellError } from '../../core/errors.ts'
import type { Log } from '../../ports/log.ts'
import type { BackendState, Backends, Trainer } from '../../ports/trainer.ts'
import type { Workers } from '../../ports/workers.ts'
import { ACCELERATOR, backendFolder, INSTALL_COMMAND, installedVersion, PACKAGE, unsupported } from './accelerator/place.ts'
import type { Limits } from './accelerator/process.ts'

export interface BackendsOptions {
  /** Opt-in backends lie in `<home>/backends/NAME`. */
  home: string
  workers(): Promise<Workers>
  /** Address of the module that loads the files of users (`src/strategy/user-module.ts`), here and in every thread and process. */
  userModules: URL
  log: Log
  env?: Record<string, string | undefined>
  /** `process.platform`-`process.arch`. */
  machine?: string
  limits?: Partial<Limits>
}

const DEFAULT_BACKEND = 'wasm'

const NAMES = [DEFAULT_BACKEND, ACCELERATOR]

/** The backend that comes with openbell, and the accelerator that may be installed beside it; each is loaded when it is opened. */
export function createBackends(options: BackendsOptions): Backends {
  const { home, userModules, log, env = process.env, machine = `${process.platform}-${process.arch}`, limits } = options
  const own = async (): Promise<Trainer> => {
    const { createWasmTrainer } = await import('./threads.ts')
    return createWasmTrainer({ workers: await options.workers(), userModules: userModules.href })
  }
  const place = { folder: backendFolder(home, ACCELERATOR), userModules, log, env, limits }
  const accelerator = async (signal: AbortSignal): Promise<Trainer> =>
    (await import('./accelerator/accelerator.ts')).openAccelerator(place, signal)
  const stateOf = (signal: AbortSignal) => acceleratorState(place.folder, machine, () => accelerator(signal))
  return {
    names: () => NAMES,
    async open(name) {
      refuseUnknown(name)
      return name === DEFAULT_BACKEND ? own() : accelerator(new AbortController().signal)
    },
    list: async (signal) => [await ownState(own), await stateOf(signal)],
    installCommand(name) {
      refuseOwn(name)
      return { command: INSTALL_COMMAND, folder: place.folder }
    },
    async install(name, { signal, timeoutMs, note }) {
      refuseOwn(name)
      const { installAccelerator } = await import('./accelerator/install.ts')
      await installAccelerator({ ...place, machine, signal, timeoutMs, note })
      return stateOf(signal)
    },
  }
}

async function ownState(open: () => Promise<Trainer>): Promise<BackendState> {
  const trainer = await open()
  const { library } = trainer.backend
  await trainer.close()
  return { name: DEFAULT_BACKEND, state: 'ready', detail: 'comes with openbell', library, folder: null }
}

/** Whether it works is known only once it has run. */
async function acceleratorState(folder: string, machine: string, open: () => Promise<Trainer>): Promise<BackendState> {
  const version = installedVersion(folder)
  const about = { name: ACCELERATOR, library: version === null ? null : `${PACKAGE} ${version}`, folder }
  if (version === null) return { ...about, state: 'not-installed', detail: unsupported(machine) ?? 'not installed' }
  try {
    const trainer = await open()
    await trainer.close()
    return { ...about, state: 'ready', detail: 'runs on the GPU of this machine, in a process of its own' }
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') throw thrown
    return { ...about, state: 'broken', detail: thrown.message }
  }
}

function refuseUnknown(name: string): void {
  if (NAMES.includes(name)) return
  throw new OpenbellError('usage', `unknown backend '${name}'`, `--backend ${NAMES.join('|')}`)
}

function refuseOwn(name: string): void {
  refuseUnknown(name)
  if (name !== DEFAULT_BACKEND) return
  throw new OpenbellError('usage', `'${name}' comes with openbell: there is nothing to install`, 'openbell forecast backend list')
}
