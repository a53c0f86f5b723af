import { SECOND } from '../../core/time.ts'
import { newYorkTime } from '../../market/calendar/new-york.ts'
import { rests } from './attribute.ts'
import type { Row } from './report.ts'
import { type DayRun, wasRunning } from './runs.ts'
import { CAUSES, type Cause, type Filled, type ModelOrder, type RealOrder } from './types.ts'

/** One sentence of a row: what was different, its largest cause first. Times of day are New York's. */
export function reasonOf(row: Row, runs: readonly DayRun[]): string {
  const { real, model, isOther } = row.pair
  if (real === null) return neverSent(model!, runs)
  if (!real.filled) return `${notFilled(real)}; the model filled ${sizeAt(model!.filled!)}`
  if (model === null) return withoutModel(real)
  if (isOther) return otherDecision(real, model)
  if (!model.filled) return `filled ${sizeAt(real.filled)}; in the model it did not fill (${model.reason ?? model.state})`
  const words = CAUSES.filter((cause) => row.causes[cause] !== 0)
    .sort((a, b) => Math.abs(row.causes[b]) - Math.abs(row.causes[a]))
    .map((cause) => wordsOf(cause, real, model, row))
  const both = `really ${sizeAt(real.filled)}, in the model ${sizeAt(model.filled)}`
  return words.length === 0 ? both : `${both}: ${words.join(', ')}`
}

function wordsOf(cause: Cause, real: RealOrder, model: ModelOrder, { measures: { arrival } }: Row): string {
  switch (cause) {
    case 'size':
      return `${real.filled!.shares > model.filled!.shares ? 'more' : 'fewer'} shares`
    case 'delay':
      return `the market stood at ${plain(arrival ?? 0)} when it was sent${lateness(real, model)}`
    case 'price':
      return rests(real) || arrival === null ? 'another price' : 'the fill cost other than the model allows'
    case 'fee':
      return 'other fees'
    default:
      return cause
  }
}

function lateness(real: RealOrder, model: ModelOrder): string {
  const late = (real.sentAt ?? real.at) - model.at
  return late >= SECOND ? `, ${Math.round(late / SECOND)} s after the bar` : ''
}

function neverSent(model: ModelOrder, runs: readonly DayRun[]): string {
  const run = runs.find(({ note }) => note.id === model.run)
  const what = `the model filled ${sizeAt(model.filled!)}`
  if (run && !wasRunning(run, model.at)) return `no process of the run was there at ${newYorkTime(model.at)}; ${what}`
  if (model.purpose === 'stop' || model.purpose === 'target') return `no such ${model.purpose} filled; ${what}`
  return `never sent: the run did not ask for it; ${what}`
}

function notFilled({ state, reason }: RealOrder): string {
  return `${state}${reason === null ? '' : `: ${reason}`}`
}

function withoutModel(real: RealOrder): string {
  const what = `${real.purpose} ${sizeAt(real.filled!)}`
  if (real.run === null) return `asked for by ${real.origin ?? 'somebody else'}, not by a strategy: ${what}`
  return `the model has no such order: ${what}`
}

function otherDecision(real: RealOrder, model: ModelOrder): string {
  if (real.purpose === model.purpose) {
    const how =
      real.intentId === model.intentId
        ? 'decided otherwise'
        : `decided on the bar of ${newYorkTime(real.at)}, in the model on that of ${newYorkTime(model.at)}`
    return `${how}: ${sizeAt(real.filled!)}, in the model ${inModel(model)}`
  }
  return `the position ended by its ${real.purpose} ${sizeAt(real.filled!)}, in the model by its ${model.purpose} ${inModel(model)}`
}

function inModel({ filled, state }: ModelOrder): string {
  return filled ? sizeAt(filled) : state
}

function sizeAt({ shares, price, at }: Filled): string {
  return `${plain(shares)} at ${plain(price)} (${newYorkTime(at)})`
}

/** Without the dust of means. */
function plain(value: number): string {
  return String(Number(value.toFixed(4)))
}
