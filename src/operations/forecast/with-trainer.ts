import type { Trainer } from '../../ports/trainer.ts'
import type { Context } from '../context.ts'

/** Opens the trainer at the first call, and the same one after that. */
export type OpenTrainer = () => Promise<Trainer>

/** Does work that may need a trainer; what was opened is closed after it. */
export async function withTrainer<T>(context: Context, name: string, work: (open: OpenTrainer) => Promise<T>): Promise<T> {
  let opened: Promise<Trainer> | null = null
  const open = () => {
    opened ??= context.backends().then((backends) => backends.open(name))
    return opened
  }
  try {
    return await work(open)
  } finally {
    const trainer = await (opened as Promise<Trainer> | null)?.catch(() => null)
    await trainer?.close()
  }
}
