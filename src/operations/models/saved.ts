import { resolve } from 'node:path'
import type { FittedForecast } from '../../engine/forecast/types.ts'
import { isSimulated } from '../../market/feeds.ts'
import { isIntraday } from '../../market/timeframe.ts'
import type { FitRequest, FittedSymbols } from '../forecast/fit-symbols.ts'
import { openTrainer } from '../forecast/with-trainer.ts'
import { type Context, OpenbellError } from '../operation.ts'
import type { About } from './about.ts'
import { fromFile, type Kept, toFile } from './kept.ts'

/**
 * Keeps what was fitted on request under a name, in place of an older one of the name. Answers the file's path. In a dry run nothing is written.
 * @param retrainEvery `1w`, as `parseRetrainEvery` reads it; null = stale after a horizon of bars
 */
export async function saveFitted(
  context: Context,
  name: string,
  request: FitRequest,
  made: FittedSymbols,
  retrainEvery: string | null,
): Promise<string> {
  const models = await context.models()
  const path = models.pathOf(name)
  const file = toFile({ fitted: made.fit.fitted, about: aboutOf(context, request, made, retrainEvery) })
  if (!context.dryRun) await models.write(name, file)
  return path
}

function aboutOf(context: Context, request: FitRequest, made: FittedSymbols, retrainEvery: string | null): About {
  const { symbols, data, asked } = request
  const { session, seed } = context.settings
  const { source, asOf, loaded } = made
  const { timeframe, adjustment } = loaded[0]
  const feed = [...new Set(loaded.map((one) => one.feed))].join(',')
  const marketSeed = source === 'simulated' ? seed : null
  const about = { symbols, source, feed, timeframe, adjustment, session, marketSeed, asOf, retrainEvery, asked }
  return { ...about, data: data === null ? null : resolve(data), made: context.clock.now() }
}

/**
 * A kept model, checked whole. @throws OpenbellError not-found; config for a file that is damaged or of another version, and for one whose custom
 * network is no longer what it was trained as
 */
export async function openSaved(context: Context, name: string): Promise<Kept> {
  const kept = fromFile(name, await (await context.models()).read(name))
  refuseOtherHours(context, name, kept)
  await refuseChangedNetwork(context, name, kept.fitted)
  return kept
}

/** Bars within a day are others where other hours are asked for. */
function refuseOtherHours({ settings }: Context, name: string, { about: { timeframe, session } }: Kept): void {
  if (timeframe === null || !isIntraday(timeframe) || session === settings.session) return
  const message = `the model '${name}' was trained on bars of ${session} hours, not of ${settings.session}`
  throw new OpenbellError('usage', message, `--session ${session}`)
}

async function refuseChangedNetwork(context: Context, name: string, { spec, fileHash }: FittedForecast): Promise<void> {
  if (spec?.kind !== 'custom' || spec.file === null) return
  const trainer = await openTrainer(context, 'wasm')
  try {
    const { hash } = await trainer.inspect(spec.file)
    if (hash === fileHash) return
    const message = `the network of the model '${name}' has changed since it was trained: ${spec.file}`
    throw new OpenbellError('config', message, `openbell models retrain ${name}`)
  } finally {
    await trainer.close()
  }
}

/** The market that a kept model is to be used on. */
export interface Use {
  /** Of the source, or of whoever stored the bars. */
  source: string
  feed: string
  timeframe: About['timeframe']
  /** Seed of the settings. */
  seed: number
}

/**
 * A model speaks of the market that it was trained on. Answers what to warn of where the numbers may be others.
 * @throws OpenbellError usage where the data cannot be the same: other bars, or simulated for real
 */
export function refuseOtherMarket(name: string, { about }: Pick<Kept, 'about'>, use: Use): string[] {
  const { source, feed, timeframe, marketSeed, data } = about
  const trainedOn = `the model '${name}' was trained on`
  if (timeframe !== use.timeframe) {
    if (timeframe === null) throw new OpenbellError('usage', `${trainedOn} ${data ?? 'a file'}`, `--file ${data ?? 'FILE'}`)
    throw new OpenbellError(
      'usage',
      `${trainedOn} bars of ${timeframe}, not ${use.timeframe ?? 'of a file'}`,
      `--timeframe ${timeframe}`,
    )
  }
  const feeds = feed.split(',')
  const simulated = [source, ...feeds].some(isSimulated)
  if (simulated !== (isSimulated(use.source) || isSimulated(use.feed))) {
    throw new OpenbellError(
      'usage',
      `${trainedOn} data of ${source} (${feed}), not of ${use.source} (${use.feed})`,
      `--source ${source}`,
    )
  }
  if (marketSeed !== null && use.source === 'simulated' && marketSeed !== use.seed) {
    throw new OpenbellError(
      'usage',
      `${trainedOn} the simulated market of seed ${marketSeed}, not ${use.seed}`,
      `--seed ${marketSeed}`,
    )
  }
  if (feeds.includes(use.feed)) return []
  return [`${trainedOn} the feed ${feed}, and reads ${use.feed}: the same prices may differ`]
}
