import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { once } from '../../core/once.ts'

const OWN = fileURLToPath(import.meta.url)
const CHILD = resolve(dirname(OWN), OWN.endsWith('.ts') ? 'child.ts' : 'child.js')

/** Seconds of processor time after which the system ends a child, whatever happened to us. */
const MOST_SECONDS = 900

/** Megabytes of the child's own heap; the engine's memory has a cap of its own. */
const HEAP = 192

/** Kilobytes of the child's stack, on which the engine's stands. */
const STACK = 3900

const NETLESS = ['/usr/bin/unshare', '-rn']
const LIMITED = ['/bin/sh', '-c', `ulimit -t ${MOST_SECONDS} 2>/dev/null; exec "$@"`, 'sandbox']

/** A command with its arguments. */
export type Command = [string, ...string[]]

/**
 * How a child is started: Node's permission model (no file but its own code, no process, no thread, no addon), no SQLite (which the model does not
 * fence), no code from strings, and on Linux no network (a namespace of its own, where the system allows one) and a bound on processor time.
 */
export async function launchCommand(): Promise<Command> {
  const walls = process.platform === 'linux' ? [...((await hasNamespaces()) ? NETLESS : []), ...LIMITED] : []
  return [...walls, process.execPath, ...flags(), CHILD] as string[] as Command
}

/** True where children have no network at all. */
export const hasNamespaces = once(
  () =>
    new Promise<boolean>((found) => {
      const probe = spawn(NETLESS[0], [...NETLESS.slice(1), 'true'], { stdio: 'ignore', env: {} })
      probe.once('error', () => found(false))
      probe.once('exit', (code) => found(code === 0))
    }),
)

function flags(): string[] {
  return [
    '--permission',
    ...readable().map((path) => `--allow-fs-read=${path}`),
    // Where a folder is a link, its target's way would have to be readable step by step.
    '--preserve-symlinks',
    '--preserve-symlinks-main',
    '--no-experimental-sqlite',
    '--disallow-code-generation-from-strings',
    `--max-old-space-size=${HEAP}`,
    `--stack-size=${STACK}`,
    '--no-warnings',
  ]
}

const ENGINE = ['quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync', '@jitl/quickjs-ffi-types']

/** The child's own modules, and the packages of the engine: by the way to them, and where they really lie. */
function readable(): string[] {
  const { resolve: find } = createRequire(import.meta.url)
  const folders = ENGINE.flatMap((name) => (find.paths(name) ?? []).map((folder) => join(folder, name)).filter(existsSync))
  return [...new Set([dirname(OWN), ...folders].flatMap((folder) => [folder, realpathSync(folder)]))]
}
