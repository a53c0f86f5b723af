import { type Instant, iso } from '../../core/time.ts'
import type { ModelInfo } from '../../ports/models.ts'
import type { Context } from '../operation.ts'
import type { DataEnd } from './data-end.ts'
import type { FittedHead, Head } from './head.ts'
import { parseHead } from './kept.ts'
import type { BrokenRow, ModelRow } from './output.ts'
import { ageOf } from './stale.ts'

/** A model of the folder whose head could be read. */
export interface Known {
  info: ModelInfo
  head: Head
}

/** What a folder holds: models, and files that are none any more. */
export interface KeptModels {
  known: Known[]
  broken: BrokenRow[]
}

/** Heads of all models of the home; their numbers are not read. */
export async function keptModels(context: Context): Promise<KeptModels> {
  const found: KeptModels = { known: [], broken: [] }
  for (const info of await (await context.models()).list()) {
    const head = headOf(info)
    if (typeof head === 'string') found.broken.push({ name: info.name, path: info.path, bytes: info.bytes, fault: head })
    else found.known.push({ info, head })
  }
  return found
}

/** A head, or why there is none, in words that go on after the model's name. */
function headOf({ head, fault }: ModelInfo): Head | string {
  if (head === null) return fault ?? 'cannot be read'
  const parsed = parseHead(head)
  return typeof parsed === 'string' ? `cannot be used: ${parsed}` : parsed
}

/** A model as lists show it. */
export async function rowOf({ info, head }: Known, dataEnd: DataEnd): Promise<ModelRow> {
  const { about, fitted } = head
  const trainedTo = trainedToOf(fitted)
  const { bars, stale } = ageOf(about, fitted.series[0].id, trainedTo, await dataEnd(about))
  return {
    name: info.name,
    path: info.path,
    bytes: info.bytes,
    model: fitted.name,
    id: fitted.id,
    symbols: fitted.series.map(({ id }) => id),
    beatsNaive: beating(fitted),
    source: about.source,
    feed: about.feed,
    timeframe: about.timeframe,
    input: fitted.input,
    horizon: fitted.horizon,
    trainedTo: trainedTo === null ? null : iso(trainedTo),
    bars,
    stale,
    retrainEvery: about.retrainEvery,
    backend: fitted.backend.name,
    made: iso(about.made),
    openbell: info.openbell ?? '',
  }
}

/** The latest row of any series; null where rows have no time. A symbol that has stopped makes no model stale for ever. */
export function trainedToOf({ series }: Pick<FittedHead, 'series'>): Instant | null {
  const times = series.flatMap(({ trainedTo }) => (trainedTo === null ? [] : [trainedTo]))
  return times.length === 0 ? null : Math.max(...times)
}

export function beating({ series }: Pick<FittedHead, 'series'>): number {
  return series.filter(({ beatsNaive }) => beatsNaive).length
}
