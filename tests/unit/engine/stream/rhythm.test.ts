import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { allowedSilence, Rhythm } from '../../../../src/engine/stream/rhythm.ts'

const REAL = process.env.OPENBELL_REAL_DATA

describe('how long a symbol may be silent', () => {
  it('is never less than five seconds in regular hours, and a minute outside of them', () => {
    const busy = new Rhythm()
    for (let i = 0; i < 100_000; i++) busy.heard(10)
    expect(allowedSilence(busy, 'regular')).toBe(5 * SECOND)
    expect(allowedSilence(busy, 'pre')).toBe(MINUTE)
    expect(allowedSilence(busy, 'post')).toBe(MINUTE)
  })

  it('follows how often the symbol is heard: bursts after long silences count as long silences', () => {
    const burst = new Rhythm()
    for (let i = 0; i < 20; i++) {
      burst.heard(20 * SECOND)
      for (let k = 0; k < 100; k++) burst.heard(1)
    }
    expect(burst.usualSilence).toBeGreaterThan(19 * SECOND)
    const steady = new Rhythm()
    for (let i = 0; i < 5000; i++) steady.heard(2 * SECOND)
    expect(steady.usualSilence / SECOND).toBeCloseTo(2, 0)
    expect(allowedSilence(steady, 'regular') / SECOND).toBeCloseTo(12, 0)
  })

  it('forgets what was: a symbol that grows quiet is allowed more', () => {
    const rhythm = new Rhythm()
    for (let i = 0; i < 3000; i++) rhythm.heard(100)
    rhythm.fade(10 * MINUTE)
    for (let i = 0; i < 30; i++) rhythm.heard(10 * SECOND)
    expect(rhythm.usualSilence).toBeGreaterThan(7 * SECOND)
  })

  it('does not believe a few quick messages', () => {
    const rhythm = new Rhythm()
    for (let i = 0; i < 5; i++) rhythm.heard(200)
    expect(allowedSilence(rhythm, 'regular')).toBeGreaterThan(2 * MINUTE)
    expect(rhythm.isKnown).toBe(false)
  })

  it('before anything is known is three minutes; bars say how often a symbol prints', () => {
    const rhythm = new Rhythm()
    expect(allowedSilence(rhythm, 'regular')).toBe(3 * MINUTE)
    rhythm.expect(240)
    expect(allowedSilence(rhythm, 'regular')).toBe(12 * SECOND)
    rhythm.forget()
    expect(rhythm.isKnown).toBe(false)
  })

  it.skipIf(!REAL)('on real tapes gives less than an alert a day and no restart (needs OPENBELL_REAL_DATA)', () => {
    const days = ['BAC_20131007', 'BAC_20131008', 'IBM_20131007', 'IBM_20131008', 'IBM_20131009', 'SPY_20131007', 'SPY_20131008']
    const seen = days.map((day) => looks(printTimes(`${REAL}/ticks/${day}_trades_lean.csv.gz`), day.slice(4)))
    const sum = (pick: (one: { alerts: number; restarts: number }) => number) => seen.reduce((total, one) => total + pick(one), 0)
    expect(sum(({ restarts }) => restarts)).toBe(0)
    expect(sum(({ alerts }) => alerts) / days.length).toBeLessThan(1)
  })
})

function printTimes(file: string): number[] {
  const lines = gunzipSync(readFileSync(file)).toString().split('\n').slice(1)
  return lines.filter((line) => line !== '').map((line) => Date.parse(line.slice(0, line.indexOf(','))))
}

/** A regular session looked at every ten seconds. */
function looks(times: number[], day: string): { alerts: number; restarts: number } {
  const open = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T13:30:00Z`)
  const session = times.filter((time) => time >= open && time < open + 6.5 * HOUR).sort((a, b) => a - b)
  const rhythm = new Rhythm()
  rhythm.expect(session.length / 390)
  const found = { alerts: 0, restarts: 0 }
  let [next, last, told] = [0, open, 0]
  for (let at = open + 10 * SECOND; at <= open + 6.5 * HOUR; at += 10 * SECOND) {
    for (; next < session.length && session[next] <= at; next++) {
      if (session[next] > last) rhythm.heard(session[next] - last)
      last = session[next]
      told = 0
    }
    rhythm.fade(10 * SECOND)
    const silence = at - last
    const allowed = allowedSilence(rhythm, 'regular')
    if (silence > allowed && told < 1) found.alerts++
    if (silence > 2 * allowed && told < 2) found.restarts++
    told = silence > 2 * allowed ? 2 : silence > allowed ? 1 : told
  }
  return found
}
