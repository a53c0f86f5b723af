import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { futureRowTimes, rowEnd } from '../../../../src/operations/forecast/future-times.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const open: TestContext[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const DAY = 86_400_000
const BEGIN = Date.UTC(2020, 0, 1)
const asked = { model: 'linear', horizon: 5, input: 14, past: 1 }

/** A wave and a walk, a row a day; from row `altered` on the values are others. */
function csv(rows: number, altered = rows, dates = true): string {
  const random = new Random(3, 'known')
  let walk = 50
  const lines = Array.from({ length: rows }, (_, row) => {
    walk += random.normal()
    const values = [20 + 5 * Math.sin((2 * Math.PI * row) / 7) + 0.3 * random.normal(), walk]
    const told = values.map((value) => (row < altered ? value : value * -3 + 1_000))
    return [...(dates ? [new Date(BEGIN + row * DAY).toISOString().slice(0, 10)] : []), ...told].join(',')
  })
  return `${dates ? 'date,' : ''}wave,walk\n${lines.join('\n')}\n`
}

async function told(text: string, asOf?: string) {
  const test = createTestContext({ flags: asOf === undefined ? {} : { 'as-of': asOf } })
  open.push(test)
  const file = join(test.home, 'series.csv')
  writeFileSync(file, text)
  return test.run(forecast, { ...asked, file })
}

describe('a file as of a time', () => {
  it('says what it says when it ends there, whatever comes later', async () => {
    const asOf = '2020-07-19T00:00:00Z'
    const cut = await told(csv(200), asOf)
    expect(await told(csv(260), asOf)).toEqual(cut)
    expect(await told(csv(260, 200), asOf)).toEqual(cut)
    expect(cut.asOf).toBe('2020-07-19T00:00:00Z')
    expect(cut.results[0].origin).toBe('2020-07-18T00:00:00Z')
  })

  it('counts a row from its end on', async () => {
    const { results } = await told(csv(260), '2020-07-18T23:59:59Z')
    expect(results[0].origin).toBe('2020-07-17T00:00:00Z')
  })

  it('is refused where rows have no times, and where none had ended', async () => {
    await expect(told(csv(200, 200, false), '2020-07-19T00:00:00Z')).rejects.toMatchObject({ kind: 'usage' })
    await expect(told(csv(200), '2019-07-19T00:00:00Z')).rejects.toMatchObject({ kind: 'no-data' })
  })
})

describe('rows after the last', () => {
  const of = (...dates: string[]) => dates.map((date) => Date.parse(`${date}T00:00:00Z`))
  const days = (times: (number | null)[]) =>
    times.map((time) => (time === null ? null : new Date(time).toISOString().slice(0, 10)))

  it('go by months, month ends, quarters and years', () => {
    expect(days(futureRowTimes(of('2020-10-01', '2020-11-01', '2020-12-01'), 3))).toEqual([
      '2021-01-01',
      '2021-02-01',
      '2021-03-01',
    ])
    expect(days(futureRowTimes(of('2020-10-31', '2020-11-30', '2020-12-31'), 3))).toEqual([
      '2021-01-31',
      '2021-02-28',
      '2021-03-31',
    ])
    expect(days(futureRowTimes(of('2020-04-01', '2020-07-01', '2020-10-01'), 2))).toEqual(['2021-01-01', '2021-04-01'])
    expect(days(futureRowTimes(of('2018-05-31', '2019-05-31', '2020-05-31'), 1))).toEqual(['2021-05-31'])
  })

  it('go on as far apart as before otherwise', () => {
    expect(days(futureRowTimes(of('2020-12-07', '2020-12-14', '2020-12-21'), 2))).toEqual(['2020-12-28', '2021-01-04'])
  })

  it('end with their month, or after the shortest distance', () => {
    expect(days([rowEnd(of('2020-12-01', '2021-01-01', '2021-02-01'))])).toEqual(['2021-03-01'])
    expect(days([rowEnd(of('2020-12-17', '2020-12-18', '2020-12-21'))])).toEqual(['2020-12-22'])
    expect(rowEnd(of('2020-12-17'))).toBeNull()
  })
})
