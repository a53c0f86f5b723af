import { type Instant, MINUTE, parseInstant, SECOND } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { PeerAnswer } from '../../ports/peers.ts'
import { givesInstructions } from './injection.ts'
import type { AnalysisKind } from './recognise.ts'
import { type SetAside, type SourceView, technicalScore } from './view.ts'

type Json = Record<string, unknown>

/** Clocks of two machines may differ by so much. */
const CLOCK_SKEW_MS = 5 * MINUTE
const MOST_CLAIM = 280
/** Of a source that does not say how sure it is. */
const CONFIDENCE_UNSAID = 0.3

const SCORES = ['score', 'sentimentscore', 'sentiment', 'stance', 'signal', 'rating', 'recommendation']
const CLAIMS = ['claim', 'summary', 'headline', 'title', 'rationale', 'reason', 'text']
const TIMES = ['asof', 'timestamp', 'publishedat', 'published', 'updatedat', 'updated', 'date', 'time']
const INSIDE = ['result', 'results', 'data', 'analysis', 'analyses', 'items', 'views']

/** Words for a score, as analysts use them. */
const WORDS: Readonly<Record<string, number>> = {
  'strong buy': 1,
  'very bullish': 1,
  'very positive': 1,
  bullish: 0.5,
  positive: 0.5,
  buy: 0.5,
  neutral: 0,
  mixed: 0,
  hold: 0,
  bearish: -0.5,
  negative: -0.5,
  sell: -0.5,
  'very bearish': -1,
  'very negative': -1,
  'strong sell': -1,
}

export interface Question {
  symbol: string
  kind: AnalysisKind
  /** The latest moment that may be known: `--as-of`, or now. */
  now: Instant
}

/** A peer's answer as a view, or why it does not count. What is no figure of a known scale is never made into one. */
export function readAnswer(answer: PeerAnswer, question: Question): SourceView | SetAside {
  const aside = (reason: string): SetAside => ({ source: answer.peer, tool: answer.tool, kind: question.kind, reason })
  if (answer.isError)
    return aside(`it answered an error: ${givesInstructions(answer.text) ? 'instructions' : oneLine(answer.text, 160)}`)
  if (answer.truncated && answer.structured === null) return aside('its answer is too long to be read')
  const body = bodyOf(answer, question.symbol)
  const claim = oneLine(textOf(body, CLAIMS) ?? readingOf(body)?.quick.summary ?? (body ? '' : answer.text), MOST_CLAIM)
  const horizon = oneLine(textOf(body, ['horizon', 'timeframe', 'period']) ?? '', 40) || null
  if (givesInstructions(`${claim} ${horizon ?? ''} ${oneLine(answer.text, 4_000)}`)) return aside('its text gives instructions')
  const about = textOf(body, ['symbol', 'ticker'])
  if (about !== null && normalizeSymbol(about) !== question.symbol) return aside(`it speaks of ${oneLine(about, 20)}`)
  const asOf = instantOf(body, answer.structured)
  if (asOf !== null && asOf > question.now + CLOCK_SKEW_MS) return aside('it says to know what is later than the as-of')
  const scored = figuresOf(body)
  if (typeof scored === 'string') return aside(scored)
  const notes = [...scored.notes, ...(asOf === null ? ['it does not say as of when'] : [])]
  const { score, confidence } = scored
  const place = { source: answer.peer, peer: answer.peer, tool: answer.tool, kind: question.kind }
  return { ...place, claim, score, confidence, horizon: scored.horizon ?? horizon, asOf, notes }
}

type Figures = Pick<SourceView, 'score' | 'confidence' | 'horizon' | 'notes'>

/** Score and confidence, or what is wrong with them. */
function figuresOf(body: Json | null): Figures | string {
  const reading = readingOf(body)
  if (reading) return { ...technicalScore(reading), notes: reading.stale ? ['its last bar is old'] : [] }
  const said = fieldOf(body, SCORES)
  const score = scoreOf(said)
  if (said === undefined)
    return { score: null, confidence: 0, horizon: null, notes: ['it gives no figure: shown, without weight'] }
  if (score === null) return `its score '${oneLine(String(said), 30)}' is none of a known scale`
  if (Math.abs(score) > 1) return `its score ${score} is not between -1 and 1`
  const confidence = fieldOf(body, ['confidence', 'certainty'])
  if (confidence === undefined || confidence === null) {
    return { score, confidence: CONFIDENCE_UNSAID, horizon: null, notes: ['it does not say how sure it is'] }
  }
  if (typeof confidence !== 'number' || confidence < 0 || confidence > 1) {
    return `its confidence ${oneLine(String(confidence), 30)} is not between 0 and 1`
  }
  return { score, confidence, horizon: null, notes: [] }
}

function scoreOf(said: unknown): number | null {
  if (typeof said === 'number') return Number.isFinite(said) ? said : null
  if (typeof said !== 'string') return null
  const word = said.trim().toLowerCase().replaceAll(/[_-]+/g, ' ')
  return Object.hasOwn(WORDS, word) ? WORDS[word] : null
}

/** The answer of another openbell's `analyze`. */
function readingOf(body: Json | null) {
  const quick = body?.quick as { trend?: unknown; strength?: unknown; summary?: unknown } | undefined
  if (typeof quick?.trend !== 'string') return null
  const { strength, summary } = quick
  return {
    timeframe: oneLine(String(body?.timeframe ?? '1d'), 4),
    stale: body?.stale === true,
    quick: {
      trend: quick.trend,
      strength: typeof strength === 'number' ? strength : null,
      summary: typeof summary === 'string' ? summary : '',
    },
  }
}

/** The object that speaks of the symbol: the answer itself, or what lies in one of the usual wrappings. */
function bodyOf({ structured, text }: PeerAnswer, symbol: string): Json | null {
  const whole = isObject(structured) ? structured : jsonIn(text)
  return whole === null ? null : (inside(whole, symbol, 0) ?? whole)
}

function inside(value: Json, symbol: string, depth: number): Json | null {
  if (fieldOf(value, SCORES) !== undefined || isObject(value.quick)) return value
  if (depth === 3) return null
  for (const [name, one] of Object.entries(value)) {
    if (!INSIDE.includes(bare(name))) continue
    const objects = (Array.isArray(one) ? one : [one]).filter(isObject)
    const own = objects.find((each) => normalizeSymbol(textOf(each, ['symbol', 'ticker']) ?? '') === symbol) ?? objects[0]
    const found = own && inside(own, symbol, depth + 1)
    if (found) return found
  }
  return null
}

function jsonIn(text: string): Json | null {
  if (!text.trimStart().startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function instantOf(body: Json | null, whole: unknown): Instant | null {
  const said =
    fieldOf(body, TIMES.slice(0, 1)) ?? fieldOf(isObject(whole) ? whole : null, TIMES.slice(0, 1)) ?? fieldOf(body, TIMES)
  if (typeof said === 'number') return said > 1e11 ? said : said > 1e9 ? said * SECOND : null
  return typeof said === 'string' ? parseInstant(said) : null
}

function fieldOf(body: Json | null, names: readonly string[]): unknown {
  if (body === null) return undefined
  for (const name of names) {
    const key = Object.keys(body).find((one) => bare(one) === name)
    if (key !== undefined && (body[key] ?? null) !== null && !isObject(body[key]) && !Array.isArray(body[key])) return body[key]
  }
  return undefined
}

function textOf(body: Json | null, names: readonly string[]): string | null {
  const said = fieldOf(body, names)
  return typeof said === 'string' ? said : null
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
