import type { TurnSettings } from '../../../../src/analysis/peaks/settings.ts'

/** The contract's paragraph written down as plainly as possible, slow and without any state carried along: the tests' oracle. */

export interface NaiveTurn {
  kind: 'peak' | 'trough'
  row: number
}

/** Weighted mean over the closes given, weights as the contract spells them, renormalised over the closes that exist. */
export function naiveSmooth(closes: number[], window: number): number[] {
  const n = window % 2 === 0 ? window + 1 : window
  const half = (n - 1) / 2
  return closes.map((centre, row) => {
    let sum = 0
    let total = 0
    for (let i = 0; i < n; i++) {
      const close = closes[row + i - half]
      if (close === undefined) continue
      const weight = n === 1 ? 1 : 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (n - 1))
      sum += weight * (close - centre)
      total += weight
    }
    return total === 0 ? centre : centre + sum / total
  })
}

/** Turns of a finished series: after each turn, look for the next one from scratch. */
export function naiveTurns(values: number[], lookahead: number, delta: number): NaiveTurn[] {
  const turns: NaiveTurn[] = []
  let from = 0
  for (;;) {
    const last = turns.at(-1)
    const next = firstConfirmed(values, from, lookahead, delta, last?.kind)
    if (!next) return turns
    turns.push({ kind: next.kind, row: next.row })
    from = next.row + 1
  }
}

/** The first turn of the other kind (of any kind at the start) among rows from `from`, by the row that confirms it. */
function firstConfirmed(values: number[], from: number, lookahead: number, delta: number, after?: NaiveTurn['kind']) {
  for (let at = from; at < values.length; at++) {
    for (const kind of ['peak', 'trough'] as const) {
      if (kind === after) continue
      const height = (row: number) => (kind === 'peak' ? values[row] : -values[row])
      let best = from
      for (let row = from; row <= at; row++) if (height(row) > height(best)) best = row
      // Half a billionth: values are rounded to that, and equal to delta is not more.
      const beyond = height(best) - height(at) > (delta === 0 ? 0 : delta + 5e-9)
      const refused = values.slice(best + 1, best + 1 + lookahead).some((_, i) => height(best + 1 + i) > height(best))
      if (beyond && !refused) return { kind, row: best }
    }
  }
  return null
}

/** What the computation up to `row` reports, with rows counted in the whole series. */
export function naiveReport(
  closes: number[],
  row: number,
  settings: TurnSettings,
  round: (value: number) => number,
): NaiveTurn[] {
  const left = Math.max(0, row - settings.bars + 1)
  const values = naiveSmooth(closes.slice(left, row + 1), settings.window).map(round)
  return naiveTurns(values, settings.lookahead, settings.delta).map((turn) => ({ ...turn, row: turn.row + left }))
}

/** By definition: the smallest row from which every computation, until the one at `asOf`, reports the turn. */
export function naiveKnownAt(reports: NaiveTurn[][], turn: NaiveTurn, asOf: number): number {
  let known = asOf
  const reports_ = (row: number) => reports[row].some((one) => one.kind === turn.kind && one.row === turn.row)
  while (known - 1 >= turn.row && reports_(known - 1)) known--
  return known
}

/** By definition: turns reported at an age below `settling`, of those old enough by `asOf`, and how many were there at that age. */
export function naiveSurvival(reports: NaiveTurn[][], settings: TurnSettings, settling: number, asOf: number) {
  let reported = 0
  let stayed = 0
  for (let row = 0; row + settling <= asOf; row++) {
    if (row < row + settling - settings.bars + 1) continue
    for (const kind of ['peak', 'trough'] as const) {
      const at = (age: number) => reports[row + age].some((one) => one.kind === kind && one.row === row)
      const young = Array.from({ length: settling }, (_, age) => at(age)).some(Boolean)
      if (young) reported++
      if (young && at(settling)) stayed++
    }
  }
  return { reported, stayed }
}
