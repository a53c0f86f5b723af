import type { Trainer } from '../../ports/trainer.ts'
import { atLength } from '../common/breathe.ts'
import type { Context } from '../context.ts'

/** Opens the trainer at the first call, and the same one after that. */
export type OpenTrainer = () => Promise<Trainer>

/** A trainer by its backend's name. Code of users may never return: while theirs is loaded or runs, Ctrl-C ends the process. */
export async function openTrainer(context: Context, name: string): Promise<Trainer> {
  const trainer = await (await context.backends()).open(name)
  return {
    get backend() {
      return trainer.backend
    },
    run(data, jobs, options) {
      const run = () => trainer.run(data, jobs, options)
      return jobs.some(({ spec }) => spec.kind === 'custom') ? atLength(context, run) : run()
    },
    inspect: (file) => atLength(context, () => trainer.inspect(file)),
    close: () => trainer.close(),
  }
}

/** Does work that may need a trainer; what was opened is closed after it. */
export async function withTrainer<T>(context: Context, name: string, work: (open: OpenTrainer) => Promise<T>): Promise<T> {
  let opened: Promise<Trainer> | null = null
  const open = () => {
    opened ??= openTrainer(context, name)
    return opened
  }
  try {
    return await work(open)
  } finally {
    const trainer = await (opened as Promise<Trainer> | null)?.catch(() => null)
    await trainer?.close()
  }
}
