import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The accelerator's name in `--backend`, the package behind it, and the version whose weights and messages are known. */
export const ACCELERATOR = 'tfjs-gpu'
export const PACKAGE = '@tensorflow/tfjs-node-gpu'
export const VERSION = '4.22.0'

/** Words that npm is given, and the command as a shell would be told. */
export const INSTALL_WORDS = ['install', '--no-audit', '--no-fund', '--no-progress', `${PACKAGE}@${VERSION}`]
export const INSTALL_COMMAND = `npm ${INSTALL_WORDS.join(' ')}`

/** Where opt-in backends lie: never among the packages of openbell itself. */
export function backendFolder(home: string, name: string): string {
  return join(home, 'backends', name)
}

/** Version of the package in a folder; null where there is none. */
export function installedVersion(folder: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', PACKAGE, 'package.json'), 'utf8'))
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}

/** Machines that TensorFlow's own GPU library is built for; elsewhere its package fetches one for the CPU without a word. */
const BUILT_FOR = ['linux-x64', 'win32-x64']

/** Why the accelerator cannot run on such a machine at all (`process.platform`-`process.arch`); null = it may. */
export function unsupported(machine: string): string | null {
  if (BUILT_FOR.includes(machine)) return null
  return `TensorFlow has no GPU library for ${machine} (only for ${BUILT_FOR.join(' and ')})`
}
