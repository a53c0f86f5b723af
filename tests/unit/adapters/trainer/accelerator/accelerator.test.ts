import { afterEach, describe, expect, it } from 'vitest'
import { type Accelerator, openAccelerator } from '../../../../../src/adapters/trainer/accelerator/accelerator.ts'
import type { Limits } from '../../../../../src/adapters/trainer/accelerator/process.ts'
import { createBackends } from '../../../../../src/adapters/trainer/backends.ts'
import { createThreads } from '../../../../../src/adapters/workers/threads.ts'
import type { Log } from '../../../../../src/ports/log.ts'
import type { SeriesSet, Trainer, TrainingJob } from '../../../../../src/ports/trainer.ts'
import { homeWithAccelerator, STAND_IN, standInWith } from '../../../../support/accelerator-package.ts'
import { freshHome } from '../../../../support/cli.ts'
import { isGone } from '../../../../support/gone.ts'
import { startAndKill } from '../../../../support/kill.ts'

const USER_MODULES = new URL('../../../../../src/strategy/user-module.ts', import.meta.url)
const never = new AbortController().signal

const open: Trainer[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

function logInto(lines: string[]): Log {
  const line = (event: string, fields?: Record<string, unknown>) => lines.push(`${event} ${fields?.text ?? ''}`)
  return { debug: line, info: line, warn: line, error: line }
}

async function start(
  code: string,
  { limits, lines = [] }: { limits?: Partial<Limits>; lines?: string[] } = {},
): Promise<Accelerator> {
  const { folder } = homeWithAccelerator(code)
  const made = await openAccelerator({ folder, userModules: USER_MODULES, log: logInto(lines), limits }, never)
  open.push(made)
  return made
}

async function faultOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  const thrown = await work.then(
    () => new Error('it did not fail'),
    (one) => one,
  )
  return { kind: thrown.kind, message: thrown.message, hint: thrown.hint }
}

const INPUT = 24
const HORIZON = 8

/** A sine over shared memory, as stored bars are. */
function sine(rows = 400): SeriesSet {
  const column = new Float64Array(new SharedArrayBuffer(rows * Float64Array.BYTES_PER_ELEMENT))
  for (let row = 0; row < rows; row++) column[row] = Math.sin((2 * Math.PI * row) / 24)
  return { columns: [column], scales: [null], anchor: 'last' }
}

function job(steps: number, start: TrainingJob['start'] = null): TrainingJob {
  const train = steps === 0 ? [] : [{ series: 0, from: INPUT, to: 300, step: 1 }]
  return {
    spec: { kind: 'nlinear', input: INPUT, horizon: HORIZON, settings: {}, file: null },
    seed: 7,
    learning: { loss: 'mae', batch: 32, learningRate: 0.01 },
    start,
    stages: [{ train, validate: [], steps, predict: [{ series: 0, from: 320, to: 380, step: 7 }] }],
  }
}

const quiet = { signal: never, progress() {} }

describe('the accelerator in a process of its own', () => {
  it('trains there, and its weights say the same on the backend that is everywhere', async () => {
    const lines: string[] = []
    const accelerator = await start(STAND_IN, { lines })
    const told: number[] = []
    const [first, second] = await accelerator.run(sine(), [job(60), job(40)], {
      signal: never,
      progress: (steps) => told.push(steps),
    })
    expect(accelerator.backend).toEqual({ name: 'tfjs-gpu', library: '@tensorflow/tfjs-node-gpu 4.22.0', reproducible: false })
    expect(told.at(-1)).toBe(100)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(lines).toContain('accelerator stdout hello from the library\n')
    expect(lines).toContain('accelerator stderr a line on stderr\n')
    const backends = createBackends({
      home: freshHome(),
      workers: async () => createThreads(),
      userModules: USER_MODULES,
      log: logInto([]),
    })
    const wasm = await backends.open('wasm')
    const [asked] = await wasm.run(sine(), [job(0, first.weights)], quiet)
    expect(asked.stages[0].predictions).toEqual(first.stages[0].predictions)
    const [back] = await accelerator.run(sine(), [job(0, asked.weights)], quiet)
    expect(back.stages[0].predictions).toEqual(first.stages[0].predictions)
    expect(second.weights.values).not.toEqual(first.weights.values)
  })

  it('refuses a job in the words of the job, and goes on', async () => {
    const accelerator = await start(STAND_IN)
    const bad = job(1, { tensors: [{ name: 'x', shape: [1] }], values: new Float32Array(1) })
    expect(await faultOf(accelerator.run(sine(), [bad], quiet))).toMatchObject({ kind: 'config' })
    const { pid } = accelerator
    await accelerator.run(sine(), [job(1)], quiet)
    expect(accelerator.pid).toBe(pid)
  })

  it('is ended at once by an abort in the middle of a job, and starts anew for the next', async () => {
    const accelerator = await start(STAND_IN)
    const { pid } = accelerator
    const giveUp = new AbortController()
    const work = accelerator.run(sine(), [job(1_000_000)], { signal: giveUp.signal, progress: () => giveUp.abort() })
    expect(await faultOf(work)).toMatchObject({ kind: 'canceled' })
    await accelerator.run(sine(), [job(1)], quiet)
    expect(accelerator.pid).not.toBe(pid)
    expect(await isGone(pid)).toBe(true)
  })

  it('leaves it to the workstation what comes of Ctrl-C', async () => {
    const accelerator = await start(STAND_IN)
    const { pid } = accelerator
    const interrupt = () => process.kill(pid ?? 0, 'SIGINT')
    await accelerator.run(sine(), [job(200)], { signal: never, progress: interrupt })
    expect(accelerator.pid).toBe(pid)
  })

  it('leaves no process behind when it is closed', async () => {
    const accelerator = await start(STAND_IN)
    const { pid } = accelerator
    await accelerator.close()
    expect(accelerator.pid).toBeNull()
    expect(await isGone(pid)).toBe(true)
  })
})

const HINT_WASM = 'openbell forecast SYMBOL --backend wasm'
const HINT_INSTALL = 'openbell forecast backend install tfjs-gpu'

describe('a workstation that is killed', () => {
  const tell = `console.log('pid', process.pid)\n`
  const hang = 'module.exports.variableGrads = () => { while (true); }'
  const cases: [string, string, string][] = [
    ['while it trains', standInWith(tell), 'training'],
    ['while the library hangs in a job', standInWith(`${tell}${hang}`), 'training'],
    ['while the library hangs as it is loaded', `${tell}while (true);`, 'pid'],
  ]
  it.each(cases)('takes the process of the accelerator with it %s', async (_, code, after) => {
    const { folder } = homeWithAccelerator(code)
    const script = new URL('../../../../support/accelerator-child.ts', import.meta.url)
    const { killed, lines } = await startAndKill({ args: [script.pathname, folder], delay: 500, after })
    expect(killed).toBe(true)
    const pid = Number(/^pid (\d+)$/m.exec(lines.join('\n'))?.[1])
    expect(pid).toBeGreaterThan(0)
    expect(await isGone(pid)).toBe(true)
  })
})

describe('what keeps the accelerator from running is said in a line', () => {
  const cases: [string, string, RegExp, string][] = [
    [
      'a library of CUDA that is missing',
      `throw new Error('libcudart.so.11.0: cannot open shared object file: No such file or directory')`,
      /^tfjs-gpu: libcudart\.so\.11\.0 is missing on this machine \(it needs CUDA 11\.2 and cuDNN 8\.1\)$/,
      HINT_WASM,
    ],
    [
      'a native part that is missing',
      `throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \\nPlease run command')`,
      /^tfjs-gpu: its native part \(tfjs_binding\.node\) is missing: the install was cut short/,
      HINT_INSTALL,
    ],
    [
      'a package of its own that is missing',
      `require('@tensorflow/tfjs')`,
      /the package '@tensorflow\/tfjs' is missing/,
      HINT_INSTALL,
    ],
    ['a crash', `process.kill(process.pid, 'SIGSEGV')`, /^tfjs-gpu: its process ended with SIGSEGV while loading$/, HINT_WASM],
    [
      'a crash that said why',
      `require('fs').writeSync(2, 'F tensorflow: cudnn does not match\\n'); process.abort()`,
      /ended with SIGABRT while loading: F tensorflow: cudnn does not match$/,
      HINT_WASM,
    ],
    ['an end by itself', 'process.exit(3)', /^tfjs-gpu: its process ended with code 3 while loading$/, HINT_WASM],
    [
      'a CPU in place of a GPU',
      `require('fs').writeSync(2, "W Could not load dynamic library 'libcudnn.so.8'; dlerror: libcudnn.so.8: cannot open shared object file\\n")
       module.exports = { ready: async () => {}, backend: () => ({ isGPUPackage: true, isUsingGpuDevice: false }) }`,
      /^tfjs-gpu: no GPU was found: it would run on the CPU \(libcudnn\.so\.8 missing: it needs CUDA 11\.2 and cuDNN 8\.1\)$/,
      HINT_WASM,
    ],
    ['anything else', `throw new Error('strange\\nand long')`, /^tfjs-gpu: strange$/, HINT_WASM],
  ]
  it.each(cases)('%s', async (_, code, message, hint) => {
    const fault = await faultOf(start(code))
    expect(fault).toEqual({ kind: 'unavailable', message: expect.stringMatching(message), hint })
    expect(fault.message).not.toContain('\n')
  })

  it('a library that hangs while it is loaded', async () => {
    const fault = await faultOf(start('while (true);', { limits: { startMs: 1500 } }))
    expect(fault).toMatchObject({ kind: 'unavailable', message: 'tfjs-gpu: it did not start within 1.5 s and was ended' })
  })

  it('a library that hangs in a job', async () => {
    const hangs = standInWith(`module.exports.variableGrads = () => { while (true); }`)
    const accelerator = await start(hangs, { limits: { silenceMs: 1000 } })
    const fault = await faultOf(accelerator.run(sine(), [job(5)], quiet))
    expect(fault).toMatchObject({
      kind: 'unavailable',
      message: 'tfjs-gpu: it said nothing while training within 1 s and was ended',
    })
    expect(accelerator.pid).toBeNull()
  })

  it('but not one that is slow and tells its steps', async () => {
    const slow = standInWith(`const { variableGrads } = core
      module.exports.variableGrads = (...words) => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 110)
        return variableGrads(...words)
      }`)
    const accelerator = await start(slow, { limits: { silenceMs: 1500 } })
    const [{ stages }] = await accelerator.run(sine(), [job(20)], quiet)
    expect(stages[0].steps).toBe(20)
  })

  it('a crash in a job', async () => {
    const crashes = standInWith(`module.exports.variableGrads = () => process.kill(process.pid, 'SIGSEGV')`)
    const accelerator = await start(crashes)
    const fault = await faultOf(accelerator.run(sine(), [job(5)], quiet))
    expect(fault).toMatchObject({ kind: 'unavailable', message: 'tfjs-gpu: its process ended with SIGSEGV while training' })
  })

  it('an error of the library in a job', async () => {
    const fails = standInWith(
      `module.exports.variableGrads = () => { throw new Error('CUDA_ERROR_OUT_OF_MEMORY: out of memory') }`,
    )
    const accelerator = await start(fails)
    const fault = await faultOf(accelerator.run(sine(), [job(5)], quiet))
    expect(fault).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/the memory of the GPU is too small/) })
  })

  it('a package that is not there', async () => {
    const folder = `${freshHome()}/backends/tfjs-gpu`
    const fault = await faultOf(openAccelerator({ folder, userModules: USER_MODULES, log: logInto([]) }, never))
    expect(fault).toEqual({ kind: 'unavailable', message: `tfjs-gpu is not installed (looked in ${folder})`, hint: HINT_INSTALL })
  })
})
