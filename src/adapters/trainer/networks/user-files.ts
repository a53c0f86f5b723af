import { asOpenbellError, OpenbellError } from '../../../core/errors.ts'
import type { CustomNetwork } from '../../../ports/trainer.ts'
import { type DefinedNetwork, isNetwork } from './define.ts'

/** A module that loads a user's file, whatever folder it lies in: `src/strategy/user-module.ts`. Its address is given, for threads. */
export interface UserModules {
  /** The default export and the hash of the text, imports by relative paths included. @throws OpenbellError usage, not-found */
  loadUserModule(file: string): Promise<{ exported: unknown; hash: string }>
  /** What an error in code of the file means: names the file and the line. */
  userFault(file: string, thrown: unknown): OpenbellError
}

/** Networks that users wrote. */
export interface UserFiles {
  network(file: string): Promise<DefinedNetwork>
  /** What a file says of its network. */
  inspect(file: string): Promise<CustomNetwork>
  /** An error that came up while a network of the file was built or ran, with the file's name and the line. */
  fault(file: string, thrown: unknown): OpenbellError
}

/** Loads by the module at this address, when the first file is asked for. */
export function userFiles(address: string): UserFiles {
  let modules: UserModules | null = null
  const load = async (file: string) => {
    modules ??= (await import(/* @vite-ignore */ address)) as UserModules
    const { exported, hash } = await modules.loadUserModule(file)
    if (!isNetwork(exported)) throw notANetwork(file, exported)
    return { network: exported, hash }
  }
  return {
    network: async (file) => (await load(file)).network,
    async inspect(file) {
      const { network, hash } = await load(file)
      const { name, summary, perSymbol = false, steps = null, batch = null, learningRate = null } = network
      return { name, summary, perSymbol, steps, batch, learningRate, hash }
    },
    fault: (file, thrown) => faultIn(file, thrown, modules),
  }
}

/** Kinds that say nothing of the user's code. */
const OTHERS: readonly string[] = ['canceled', 'config', 'internal', 'not-found']

function faultIn(file: string, thrown: unknown, modules: UserModules | null): OpenbellError {
  if (thrown instanceof OpenbellError && (OTHERS.includes(thrown.kind) || thrown.message.startsWith(file))) return thrown
  return modules?.userFault(file, thrown) ?? asOpenbellError(thrown)
}

function notANetwork(file: string, exported: unknown): OpenbellError {
  const what = exported === undefined ? 'has no default export' : 'exports no network as default'
  const hint = "export default defineNetwork({ ... }) with import { defineNetwork } from 'openbell'"
  return new OpenbellError('usage', `${file} ${what}`, hint)
}
