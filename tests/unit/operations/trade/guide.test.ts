import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS, LIMIT_NAMES, limitValuesSchema, parseLimits } from '../../../../src/engine/risk/limits.ts'
import { root } from '../../../support/cli.ts'
import { BROKER, judge } from '../../engine/risk/cases.ts'

const path = join(root, 'docs/trading.md')
const guide = readFileSync(path, 'utf8')
const [, before, table, after] = /^(.*<!-- limits -->\n)(.*)(<!-- \/limits -->.*)$/s.exec(guide) ?? []

const written = [
  '| limit | default | what it limits |',
  '| --- | --- | --- |',
  ...LIMIT_NAMES.map((name) => {
    return `| \`${name}\` | \`${JSON.stringify(DEFAULT_LIMITS[name])}\` | ${limitValuesSchema.shape[name].description} |`
  }),
  '',
].join('\n')

// OPENBELL_DOCS=write makes the table of limits anew.
if (process.env.OPENBELL_DOCS === 'write') writeFileSync(path, before + written + after)

describe('the guide of trading', () => {
  it.skipIf(process.env.OPENBELL_DOCS === 'write')('prints every limit with its default', () => expect(table).toBe(written))

  it('names every rule that no setting switches off, and which of them exits meet', () => {
    const rows = /<!-- always -->\n(.*)<!-- \/always -->/s.exec(guide)?.[1].split('\n').slice(2, -1) ?? []
    const named = rows.map((row) => /^\| `(\w+)` \|.*\| (yes)? ?\|$/.exec(row)?.slice(1))
    const long = { positionShares: 10, positionValue: 1000, grossValue: 1000 }
    const rulesOf = (reduces: boolean) =>
      judge({}, { side: reduces ? 'sell' : 'buy', reduces }, { ...long, broker: BROKER }).rules.map(({ rule }) => rule)
    expect(named.map((one) => one?.[0]).sort()).toEqual(rulesOf(false).sort())
    const exits = named.filter((one) => one?.[1] === 'yes').map((one) => one?.[0])
    // Both are asked of exits, and let them through.
    expect(exits.sort()).toEqual(
      rulesOf(true)
        .filter((rule) => rule !== 'state' && rule !== 'wash')
        .sort(),
    )
  })

  it('shows limits that can be read', () => {
    const [, text] = /```json\n(.*?)```/s.exec(guide) as RegExpExecArray
    expect(parseLimits(JSON.parse(text).risk, 'docs/trading.md')).toMatchObject({
      positionNotional: 50_000,
      dayLossNotional: 1000,
    })
  })
})
