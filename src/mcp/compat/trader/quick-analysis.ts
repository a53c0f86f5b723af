import { LRUCache } from 'lru-cache'
import { asOpenbellError } from '../../../core/errors.ts'
import type { ServerState } from '../../state.ts'
import type { JsonObject, ToolCall } from '../../tool.ts'
import { answerOf } from '../../tools/run.ts'
import { number, record, records } from '../common/ask.ts'
import { onlyRow } from '../common/many.ts'

/** Cheap and judged on the past all the same: a linear map of the last month's moves, beside the last value (Zeng et al. 2023, "Are Transformers Effective ..."). */
const FORECAST = { model: 'linear', horizon: 1, input: 20, bars: 500, level: '80' }

/** The tape of a symbol moves on within a bar: an analysis older than a minute is made anew. It says its own as-of. */
const FRESH_MS = 60_000
const MOST_KEPT = 500

interface Quick {
  analysis: JsonObject
  forecast: JsonObject
}

/** Equal questions at the same time are one question. */
interface Kept {
  analyses: LRUCache<string, Promise<JsonObject>>
  forecasts: LRUCache<string, Promise<JsonObject>>
}

const keptOf = new WeakMap<ServerState, Kept>()

/** Analysis and one-bar forecast of a symbol on daily bars. */
export async function quickAnalysis(call: ToolCall, symbol: string): Promise<JsonObject> {
  const { clock } = call.context
  const started = clock.elapsed()
  const { analysis, forecast } = await quickOf(call, symbol)
  const { trend, strength, regime, summary } = record(analysis.quick)
  return {
    ...analysis,
    analysis: { trend, strength, regime, summary, price: analysis.price, time: analysis.time },
    neural_forecast: forecast,
    processing_time_ms: Math.round((clock.elapsed() - started) * 10) / 10,
  }
}

async function quickOf(call: ToolCall, symbol: string): Promise<Quick> {
  const kept = keptFor(call.server)
  // Work that others wait for too does not end with the call that began it.
  const shared: ToolCall = { ...call, context: { ...call.context, signal: call.server.context.signal } }
  const last = onlyBar(await answerOf(call, 'bars', { symbol, limit: 1 }))
  const analysis = coalesced(kept.analyses, last, () => answerOf(shared, 'analyze', { symbols: [symbol] }).then(onlyRow))
  const forecast = coalesced(kept.forecasts, last, () => forecastOf(shared, symbol))
  return { analysis: await analysis, forecast: await forecast }
}

function keptFor(server: ServerState): Kept {
  const known = keptOf.get(server)
  if (known) return known
  const made: Kept = {
    analyses: new LRUCache({ max: MOST_KEPT, ttl: FRESH_MS }),
    forecasts: new LRUCache({ max: MOST_KEPT }),
  }
  keptOf.set(server, made)
  return made
}

/** What was asked for is asked once; what failed is not kept. */
function coalesced(
  kept: LRUCache<string, Promise<JsonObject>>,
  key: string,
  make: () => Promise<JsonObject>,
): Promise<JsonObject> {
  const known = kept.get(key)
  if (known) return known
  const made = make()
  kept.set(key, made)
  made.catch(() => kept.delete(key))
  return made
}

/** A bar more, a split, a correction or another source is another question. */
function onlyBar({ source, feed, symbol, adjustment, bars }: JsonObject): string {
  const [bar] = records(bars)
  return JSON.stringify([source, feed, symbol, adjustment, bar])
}

/** One bar ahead. Where the past shows no skill the last value stands, and nothing is said of a direction. */
async function forecastOf(call: ToolCall, symbol: string): Promise<JsonObject> {
  try {
    return told(onlyRow(await answerOf(call, 'forecast', { symbols: [symbol], ...FORECAST })))
  } catch (thrown) {
    const error = asOpenbellError(thrown)
    if (error.kind === 'canceled' || error.kind === 'internal') throw error
    const nothing = { next_day: null, confidence: null, trend_direction: null, beatsNaive: null }
    return { ...nothing, model: FORECAST.model, reason: error.message }
  }
}

function told(row: JsonObject): JsonObject {
  const { beatsNaive, last, origin, model } = row
  const [point] = records(row.points)
  const { probabilityUp, reason } = record(row.signal)
  const value = beatsNaive === true ? number(point?.value) : number(last)
  const up = number(probabilityUp)
  const said = {
    last,
    origin,
    time: point?.time ?? null,
    probabilityUp: up,
    model_value: point?.value ?? null,
    bands: point?.bands ?? [],
    beatsNaive,
    model: { ...record(model), backend: 'cpu' },
    evaluation: row.evaluation,
  }
  if (beatsNaive !== true || value === null || up === null) {
    const why = `${reason}: next_day is the last value, and there is no confidence in a direction`
    return { next_day: value, confidence: null, trend_direction: 'flat', ...said, reason: why }
  }
  const isUp = value > (number(last) ?? value)
  return {
    next_day: value,
    confidence: isUp ? up : 1 - up,
    trend_direction: isUp ? 'up' : 'down',
    ...said,
    reason: 'beats the last value at past origins; confidence is the calibrated probability of that direction',
  }
}
