import { createRequire } from 'node:module'
import { join } from 'node:path'
import { OpenbellError } from '../../../core/errors.ts'
import type { SeriesSet, TrainingJob } from '../../../ports/trainer.ts'
import { endWithParent } from '../../common/end-with-parent.ts'
import { runJob } from '../job.ts'
import type { TensorFlow } from '../networks/types.ts'
import { userFiles } from '../networks/user-files.ts'
import { restoreLostFunctions } from './lost-functions.ts'
import type { Answer, Request } from './messages.ts'
import { PACKAGE } from './place.ts'

/** The accelerator's process: it loads the foreign library, so that whatever happens to it happens here. */

/** Most often that steps are told, in milliseconds. */
const TELL_EVERY = 100

endWithParent()
// A terminal tells the whole group of processes of Ctrl-C. The workstation decides what comes of it; this process ends when that says so.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

let tf: TensorFlow | null = null
let files = userFiles('')
let data: SeriesSet = { columns: [], scales: [], anchor: 'none' }

process.on('message', async (request: Request) => {
  try {
    say(await answer(request))
  } catch (thrown) {
    say(faultOf(thrown))
  }
})

function say(answer: Answer): void {
  process.send?.(answer)
}

async function answer(request: Request): Promise<Answer> {
  if (request.kind === 'load') return load(request)
  if (request.kind === 'job') return train(request.job)
  data = request.data
  return { kind: 'done' }
}

async function load({ folder, userModules }: Extract<Request, { kind: 'load' }>): Promise<Answer> {
  files = userFiles(userModules)
  const require = createRequire(join(folder, 'package.json'))
  restoreLostFunctions(require('node:util'))
  const library = require(PACKAGE) as TensorFlow
  await library.ready()
  if (!(library.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) return { kind: 'no-gpu' }
  tryOut(library)
  tf = library
  return { kind: 'done' }
}

/** A first product and a first sum: kernels are loaded by them, not before. */
function tryOut(library: TensorFlow): void {
  const sum = library.tidy(() => {
    const product = library.matMul(library.ones([8, 16]), library.ones([16, 4]))
    return library.sum(product).dataSync()[0]
  })
  if (sum !== 8 * 16 * 4) throw new Error(`it reckons wrongly: 512 came out as ${sum}`)
}

async function train(job: TrainingJob): Promise<Answer> {
  if (tf === null) throw new Error('no library is loaded')
  return { kind: 'result', result: await runJob({ tf, files, data, stepped: counter() }, job) }
}

/** Tells the steps now and then; what waits has its turn then. The process is ended on abort: nobody needs to look for that. */
function counter(): () => void | Promise<void> {
  let steps = 0
  let told = now()
  return () => {
    steps++
    if (now() - told < TELL_EVERY) return
    told = now()
    say({ kind: 'progress', steps })
    return new Promise<void>((resolve) => setImmediate(resolve))
  }
}

function now(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/** What of ours refuses a job says why; everything else is the library's, though it was wrapped on its way. */
function faultOf(thrown: unknown): Answer {
  const isOurs = thrown instanceof OpenbellError && (thrown.kind !== 'internal' || thrown.cause === undefined)
  if (isOurs) return { kind: 'refused', report: thrown.toJSON() }
  if (!(thrown instanceof Error)) return { kind: 'failed', message: String(thrown), stack: null }
  return { kind: 'failed', message: thrown.message, stack: thrown.stack ?? null }
}
