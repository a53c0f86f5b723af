import { type Instant, iso } from '../../core/time.ts'
import type { Context } from '../context.ts'
import { type FitRequest, fitSymbols } from '../forecast/fit-symbols.ts'
import { withTrainer } from '../forecast/with-trainer.ts'
import { OpenbellError } from '../operation.ts'
import type { About } from './about.ts'
import type { RetrainOutput } from './output.ts'
import { beating, type Known, trainedToOf } from './rows.ts'
import { saveFitted } from './saved.ts'

/** Trains a model again with what it was asked for, on the data up to now, and puts it in place of the old one. */
export async function retrainOne(outer: Context, { info, head }: Known): Promise<RetrainOutput['retrained'][number]> {
  const { about, fitted: old } = head
  const context = ofModel(outer, info.name, about)
  const request: FitRequest = {
    symbols: about.symbols,
    data: about.data,
    source: about.data === null ? about.source : null,
    timeframe: about.timeframe ?? '1d',
    asked: about.asked,
  }
  return withTrainer(context, about.asked.backend, async (open) => {
    const made = await fitSymbols(context, request, open)
    const path = await saveFitted(context, info.name, request, made, about.retrainEvery)
    const { fitted } = made.fit
    return {
      name: info.name,
      path,
      symbols: fitted.series.map(({ id }) => id),
      beatsNaive: beating(fitted),
      beatBefore: beating(old),
      trainedTo: isoOrNull(trainedToOf(fitted)),
      trainedBefore: isoOrNull(trainedToOf(old)),
      id: fitted.id,
      changed: fitted.id !== old.id,
      failed: made.failed.map(({ symbol, message }) => `${symbol}: ${message}`),
    }
  })
}

/** The context with the hours of the model's bars, and progress under its name. @throws OpenbellError usage where its simulated market is not the one at hand */
function ofModel(context: Context, name: string, { session, marketSeed }: About): Context {
  const { seed } = context.settings
  if (marketSeed !== null && marketSeed !== seed) {
    const message = `the model '${name}' is of the simulated market of seed ${marketSeed}, and this run is of seed ${seed}`
    throw new OpenbellError('usage', message, `openbell models retrain ${name} --seed ${marketSeed}`)
  }
  const { progress } = context
  const update = (done: number, total: number | null, note = '') => progress.update(done, total, `${name}: ${note}`)
  return {
    ...context,
    settings: { ...context.settings, session },
    progress: { update, note: progress.note, warn: progress.warn },
  }
}

function isoOrNull(time: Instant | null): string | null {
  return time === null ? null : iso(time)
}
