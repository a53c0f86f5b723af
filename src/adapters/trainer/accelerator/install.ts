import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { OpenbellError } from '../../../core/errors.ts'
import { isAlive } from '../../common/is-alive.ts'
import { makeFolder } from '../../common/make-folder.ts'
import { type AcceleratorOptions, openAccelerator } from './accelerator.ts'
import { INSTALL } from './diagnosis.ts'
import { runNpm } from './npm.ts'
import { ACCELERATOR, INSTALL_COMMAND, INSTALL_WORDS, PACKAGE, unsupported } from './place.ts'

export interface InstallOptions extends AcceleratorOptions {
  env: Record<string, string | undefined>
  /** `process.platform`-`process.arch`. */
  machine: string
  signal: AbortSignal
  timeoutMs: number
  note(line: string): void
}

/**
 * Installs the accelerator beside its folder, tries it out there, and only then moves it into place: what is found in the folder has run once.
 * @throws OpenbellError unavailable with the reason, canceled; nothing is left behind then, and an older install stays
 */
export async function installAccelerator(options: InstallOptions): Promise<void> {
  const { folder, machine, signal, note } = options
  const never = unsupported(machine)
  if (never !== null) throw new OpenbellError('unavailable', `${ACCELERATOR}: ${never}`, 'openbell forecast backend list')
  sweep(folder)
  const fresh = `${folder}${MARK}${process.pid}`
  try {
    prepare(fresh)
    note(`${INSTALL_COMMAND} in ${fresh}`)
    await install(fresh, options)
    note('installed; trying it out')
    const tried = await openAccelerator({ ...options, folder: fresh }, signal)
    await tried.close()
    moveInto(folder, fresh)
  } finally {
    rmSync(fresh, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function install(fresh: string, options: InstallOptions): Promise<void> {
  try {
    await runNpm(INSTALL_WORDS, { ...options, folder: fresh })
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') throw thrown
    throw new OpenbellError('unavailable', `${ACCELERATOR} was not installed: ${thrown.message}`, INSTALL, thrown)
  }
}

/** The package's script fetches its native part: since npm 12 scripts run only where they are named. */
function prepare(fresh: string): void {
  rmSync(fresh, { recursive: true, force: true })
  makeFolder(fresh)
  const about = { name: `openbell-backend-${ACCELERATOR}`, private: true, allowScripts: { [PACKAGE]: true } }
  writeFileSync(join(fresh, 'package.json'), `${JSON.stringify(about, null, 2)}\n`)
}

function moveInto(folder: string, fresh: string): void {
  const old = `${folder}${MARK}${process.pid}-old`
  rmSync(old, { recursive: true, force: true })
  try {
    renameSync(folder, old)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
  }
  renameSync(fresh, folder)
  rmSync(old, { recursive: true, force: true, maxRetries: 3 })
}

const MARK = '.installing-'

/** Removes what installs left behind whose process was killed. */
function sweep(folder: string): void {
  const above = dirname(folder)
  const start = `${basename(folder)}${MARK}`
  for (const name of leftIn(above)) {
    const pid = Number.parseInt(name.slice(start.length), 10)
    if (name.startsWith(start) && !isAlive(pid)) rmSync(join(above, name), { recursive: true, force: true })
  }
}

function leftIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
