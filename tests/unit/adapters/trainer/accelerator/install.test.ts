import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createBackends } from '../../../../../src/adapters/trainer/backends.ts'
import { createThreads } from '../../../../../src/adapters/workers/threads.ts'
import type { Backends } from '../../../../../src/ports/trainer.ts'
import { STAND_IN, standInWith } from '../../../../support/accelerator-package.ts'
import { freshHome } from '../../../../support/cli.ts'
import { isGone } from '../../../../support/gone.ts'
import { type PackageRegistry, startRegistry } from '../../../../support/package-registry.ts'

const USER_MODULES = new URL('../../../../../src/strategy/user-module.ts', import.meta.url)
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const never = new AbortController().signal

const running: PackageRegistry[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function registry(code: string, script: string | null = null): Promise<string> {
  const started = await startRegistry(code, script)
  running.push(started)
  return started.url
}

/** Backends of a home whose npm knows only this registry. */
function backendsOf(home: string, url: string, machine = 'linux-x64'): Backends {
  const env = { ...process.env, npm_config_registry: url, npm_config_cache: join(home, 'npm'), npm_config_fetch_retries: '0' }
  return createBackends({ home, workers: async () => createThreads(), userModules: USER_MODULES, log: quiet, env, machine })
}

function install(backends: Backends, { timeoutMs = 60_000, signal = never, notes = [] as string[] } = {}) {
  return backends.install('tfjs-gpu', { signal, timeoutMs, note: (line) => notes.push(line) })
}

async function faultOf(work: Promise<unknown>) {
  const thrown = await work.then(
    () => new Error('it did not fail'),
    (one) => one,
  )
  return { kind: thrown.kind, message: thrown.message, hint: thrown.hint }
}

/** What lies in the folder of backends. */
function left(home: string): string[] {
  return existsSync(join(home, 'backends')) ? readdirSync(join(home, 'backends')) : []
}

const hasNpm = spawnSync('npm', ['--version'], { shell: process.platform === 'win32' }).status === 0

describe.skipIf(!hasNpm)('installing the accelerator with npm from a registry on this machine', () => {
  it('runs its install script, tries it out, and moves it into place; an older one is replaced', async () => {
    const home = freshHome()
    const script = `node -e "require('fs').writeFileSync('native', 'fetched')"`
    const backends = backendsOf(home, await registry(STAND_IN, script))
    const { command, folder } = backends.installCommand('tfjs-gpu')
    expect(command).toBe('npm install --no-audit --no-fund --no-progress @tensorflow/tfjs-node-gpu@4.22.0')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'old'), '')
    const notes: string[] = []
    expect(await install(backends, { notes })).toMatchObject({ name: 'tfjs-gpu', state: 'ready', folder })
    expect(notes[0]).toContain(command)
    expect(left(home)).toEqual(['tfjs-gpu'])
    expect(existsSync(join(folder, 'old'))).toBe(false)
    expect(readFileSync(join(folder, 'node_modules/@tensorflow/tfjs-node-gpu/native'), 'utf8')).toBe('fetched')
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).allowScripts).toEqual({
      '@tensorflow/tfjs-node-gpu': true,
    })
    const trainer = await backends.open('tfjs-gpu')
    expect(trainer.backend.library).toBe('@tensorflow/tfjs-node-gpu 4.22.0')
    await trainer.close()
  })

  it('says which host an install script did not find, and leaves nothing', async () => {
    const home = freshHome()
    const script = `node -e "require('http').get('http://files.invalid/libtensorflow.tar.gz')"`
    const fault = await faultOf(install(backendsOf(home, await registry(STAND_IN, script))))
    expect(fault).toEqual({
      kind: 'unavailable',
      message: 'tfjs-gpu was not installed: npm ended with code 1: the host files.invalid cannot be found',
      hint: 'openbell forecast backend install tfjs-gpu',
    })
    expect(left(home)).toEqual([])
  })

  it('ends an install script that never ends, and everything it started', async () => {
    const home = freshHome()
    const pids = join(home, 'pids')
    const wait = `require('fs').appendFileSync('${pids}', process.pid + '\\\\n'); setInterval(() => {}, 1000)`
    const fault = await faultOf(install(backendsOf(home, await registry(STAND_IN, `node -e "${wait}"`)), { timeoutMs: 3000 }))
    expect(fault).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/npm was not done within 3 s and was ended/),
    })
    expect(left(home)).toEqual([])
    const [pid] = readFileSync(pids, 'utf8').split('\n').map(Number)
    expect(await isGone(pid)).toBe(true)
  })

  it('keeps nothing of what does not run here', async () => {
    const home = freshHome()
    const broken = standInWith(`throw new Error('libcudart.so.11.0: cannot open shared object file: No such file')`)
    const fault = await faultOf(install(backendsOf(home, await registry(broken))))
    expect(fault).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/libcudart\.so\.11\.0 is missing/) })
    expect(left(home)).toEqual([])
  })

  it('says that the registry cannot be reached', async () => {
    const home = freshHome()
    const fault = await faultOf(install(backendsOf(home, 'http://127.0.0.1:1/')))
    expect(fault).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/no connection to 127\.0\.0\.1:1 \(ECONNREFUSED\)/),
    })
    expect(left(home)).toEqual([])
  })

  it('is given up by an abort', async () => {
    const home = freshHome()
    const giveUp = new AbortController()
    const work = install(backendsOf(home, await registry(STAND_IN)), { signal: giveUp.signal })
    giveUp.abort()
    expect(await faultOf(work)).toMatchObject({ kind: 'canceled' })
    expect(left(home)).toEqual([])
  })
})

describe('what is not installed', () => {
  it('a machine that no GPU library was built for is told before anything is fetched', async () => {
    const home = freshHome()
    const backends = backendsOf(home, 'http://127.0.0.1:1/', 'darwin-arm64')
    const why = 'TensorFlow has no GPU library for darwin-arm64 (only for linux-x64 and win32-x64)'
    expect(await faultOf(install(backends))).toMatchObject({ kind: 'unavailable', message: `tfjs-gpu: ${why}` })
    expect((await backends.list(never))[1]).toMatchObject({ state: 'not-installed', detail: why })
  })

  it('what comes with openbell, and what nobody knows', async () => {
    const backends = backendsOf(freshHome(), 'http://127.0.0.1:1/')
    expect(() => backends.installCommand('wasm')).toThrow(/comes with openbell/)
    await expect(backends.open('tpu')).rejects.toMatchObject({ kind: 'usage', hint: '--backend wasm|tfjs-gpu' })
  })

  it('what a killed install left is swept away by the next', async () => {
    const home = freshHome()
    const dead = spawnSync('true').pid
    mkdirSync(join(home, 'backends', `tfjs-gpu.installing-${dead}`), { recursive: true })
    mkdirSync(join(home, 'backends', `tfjs-gpu.installing-${process.ppid}`), { recursive: true })
    await faultOf(install(backendsOf(home, 'http://127.0.0.1:1/')))
    expect(left(home)).toEqual([`tfjs-gpu.installing-${process.ppid}`])
  })
})
