import type { Expert } from '../../analysis/forecast/types.ts'
import { isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { priceDigits } from '../../market/price-digits.ts'
import { isIntraday, parseTimeframe } from '../../market/timeframe.ts'
import type { ForecastResult } from './output.ts'

/** What a screen and a page say of a forecast; figures as JSON has them, in percent. */

const OWN_WORDS: Record<Expert, string> = {
  naive: 'last value',
  drift: 'drift',
  seasonal: 'value of a season ago',
  linear: 'least-squares line',
  network: 'network',
  blend: 'mean of line and network',
  'half-linear': 'least-squares line halfway to the last value',
  'half-network': 'network halfway to the last value',
  'half-blend': 'mean of line and network halfway to the last value',
}

/** An expert in words; the network by its own name where it has one. */
export function expertWords(expert: Expert, model: string): string {
  const name = model === 'auto' ? 'network' : model
  return OWN_WORDS[expert].replace('network', name)
}

/** Who speaks: `last value with calibrated bands`. */
export function speaker({ model }: Pick<ForecastResult, 'model'>): string {
  return `${expertWords(model.shown, model.name)} with calibrated bands`
}

/** A fraction in percent with its sign: -1.3%; n/a where it is not known. */
export function signed(value: number | null, digits = 1): string {
  if (value === null) return 'n/a'
  const text = (value * 100).toFixed(digits)
  return Number(text) === 0 ? `${(0).toFixed(digits)}%` : `${value > 0 ? '+' : ''}${text}%`
}

/** A share without a sign. */
export function share(value: number | null, digits = 1): string {
  return value === null ? 'n/a' : `${(value * 100).toFixed(digits)}%`
}

/** Bounds of 95%: `95% -2.1..-0.5`. */
export function bounds(low: number | null, high: number | null, digits = 1): string {
  return `95% ${span(low, high, digits)}`
}

/** Two bounds in percent: -2.1..-0.5. */
export function span(low: number | null, high: number | null, digits = 1): string {
  return low === null || high === null ? 'n/a' : `${bare(low, digits)}..${bare(high, digits)}`
}

function bare(value: number, digits: number): string {
  const text = (value * 100).toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : text
}

/** A whole number with separators: 1,488. */
export function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1,488 past forecasts, 49 of them apart`. */
export function windowsWords({ windows, effectiveWindows }: ForecastResult['evaluation']): string {
  return `${whole(windows)} past forecast${windows === 1 ? '' : 's'}, ${whole(effectiveWindows)} of them apart`
}

/** Whether it may claim anything over the last value, with the figures that decide it. */
export function skillSentence(result: Pick<ForecastResult, 'model' | 'evaluation' | 'experts' | 'beatsNaive'>): string {
  const { evaluation, beatsNaive } = result
  const { skill, skillLow, skillHigh } = evaluation
  if (evaluation.windows === 0) return 'no skill shown over last value: no past forecast could be judged'
  if (isItself(result)) return `no skill to show: this is the last value itself (${othersWords(result)})`
  const figures = `skill ${signed(skill)}, ${bounds(skillLow, skillHigh)}, ${windowsWords(evaluation)}`
  return beatsNaive ? `better than last value (${figures})` : `no skill shown over last value (${figures})`
}

/** Judged against itself: figures of nothing but zeros, or no bounds where there were too few forecasts for any. */
function isItself({ model, evaluation: { skill, skillLow, skillHigh } }: Parameters<typeof skillSentence>[0]): boolean {
  return model.shown === 'naive' && skill === 0 && !skillLow && !skillHigh
}

/** The best that stood beside the last value. */
function othersWords({ model, evaluation, experts }: Parameters<typeof skillSentence>[0]): string {
  const others = experts.filter((one) => one.name !== 'naive')
  if (others.length === 0) return windowsWords(evaluation)
  const best = others.reduce((a, b) => (b.skill > a.skill ? b : a))
  return `the best beside it, ${expertWords(best.name, model.name)}: skill ${signed(best.skill)}, ${windowsWords(evaluation)}`
}

/** Who was tried at the same past origins, best first. In hindsight: whom to follow was not known then. '' where nobody was. */
export function expertsWords({ experts, model }: Pick<ForecastResult, 'experts' | 'model'>): string {
  const alone = experts.filter(({ name }) => name !== 'naive' && !name.startsWith('half-')).sort((a, b) => b.skill - a.skill)
  if (alone.length === 0) return ''
  return `each alone, in hindsight: ${alone.map(({ name, skill }) => `${expertWords(name, model.name)} ${signed(skill)}`).join(', ')}`
}

/** A nominal coverage, to the digits that it was asked for with: 80%, 99.9%. */
export function levelWords(level: number): string {
  return `${Number((100 * level).toFixed(4))}%`
}

/** What the bands held, nominal beside achieved. */
export function coverageSentence({ coverage }: Pick<ForecastResult['evaluation'], 'coverage'>): string {
  const held = coverage.map(({ level, achieved }) =>
    achieved === null ? `${levelWords(level)} band: not judged` : `${levelWords(level)} band held ${share(achieved)} of the time`,
  )
  const windows = Math.max(0, ...coverage.map((one) => one.windows))
  return `${held.join(', ')}, in ${whole(windows)} past forecast${windows === 1 ? '' : 's'}`
}

/** A value in as many decimals as one of its size is read with. */
export function valueWords(value: number, symbol: string): string {
  return value.toFixed(priceDigits(value, symbol))
}

/** Probability of a rise, and how far it moves either way. */
export function chancesSentence({ signal }: Pick<ForecastResult, 'signal'>): string {
  const up = `P(up) ${share(signal.probabilityUp)}, ${bounds(signal.probabilityUpLow, signal.probabilityUpHigh)}`
  return `${up}; median move ${signed(signal.expectedMove)}, mean size of the move ${share(signal.expectedAbsoluteMove)}`
}

/** The last bar that anything was fitted to: its exchange date, or its time where bars are shorter than a day. */
export function trainedWords({ symbol, timeframe, model }: Pick<ForecastResult, 'symbol' | 'timeframe' | 'model'>): string {
  const { trainedTo } = model
  if (trainedTo === null) return 'n/a'
  if (timeframe === null) return trainedTo.slice(0, 10)
  if (isIntraday(parseTimeframe(timeframe))) return trainedTo.replace('T', ' ').replace(/(:00)?(\.\d+)?Z$/, 'Z')
  return isoDate(calendarFor(symbol).dateOf(Date.parse(trainedTo)))
}

/** What was made of what: everything that names a forecast. */
export function modelFacts(result: Pick<ForecastResult, 'symbol' | 'timeframe' | 'model' | 'rows'>): string[] {
  const { model, rows } = result
  return [
    `model ${model.id}`,
    `trained to ${trainedWords(result)}`,
    `${whole(rows)} rows`,
    `seed ${model.seed}`,
    `data ${model.dataHash.slice(0, 12)}`,
    `backend ${model.backend}${model.reproducible ? '' : ' (not reproducible to the bit)'}`,
  ]
}
