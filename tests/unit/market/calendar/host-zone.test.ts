import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const calendar = pathToFileURL(resolve(import.meta.dirname, '../../../../src/market/calendar/calendar.ts')).href

/** Every open and close of 2025 in all markets, and the phase of every half hour of two weeks when clocks change, as one line of text. */
const script = `
const { calendarOf } = await import(${JSON.stringify(calendar)})
const out = [new Date(2025, 6, 1).getTimezoneOffset()]
for (const market of ['us', 'cme', 'crypto', 'fx']) {
  const calendar = calendarOf(market)
  for (let day = 20089; day < 20454; day++) out.push(JSON.stringify(calendar.day(day)))
  for (const start of [Date.UTC(2025, 2, 6), Date.UTC(2025, 9, 30)])
    for (let at = start; at < start + 7 * 864e5; at += 18e5) out.push(calendar.at(at).phase, calendar.dateOf(at), calendar.sessionAt(at).date)
}
process.stdout.write(out.join(' '))
`

function answers(zone: string): { offset: string; rest: string } {
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const cut = text.indexOf(' ')
  return { offset: text.slice(0, cut), rest: text.slice(cut) }
}

it("the host's time zone changes nothing", () => {
  const here = answers('UTC')
  expect(here.rest.length).toBeGreaterThan(100_000)
  for (const [zone, offset] of [
    ['America/New_York', '240'],
    ['Asia/Kolkata', '-330'],
    ['Pacific/Kiritimati', '-840'],
    ['America/St_Johns', '150'],
  ]) {
    const there = answers(zone)
    expect(there.offset, `${zone} is really in force`).toBe(offset)
    expect(there.rest === here.rest, zone).toBe(true)
  }
})
