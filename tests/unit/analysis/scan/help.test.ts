import { describe, expect, it } from 'vitest'
import { FIELD_NAMES } from '../../../../src/analysis/scan/fields.ts'
import { ruleHelp } from '../../../../src/analysis/scan/help.ts'
import { indicatorWords } from '../../../../src/analysis/scan/indicator-words.ts'
import { parseNumber, parseRule } from '../../../../src/analysis/scan/parse.ts'
import { namedRules, RULE_NAMES } from '../../../../src/analysis/scan/rules.ts'
import { buildManifest } from '../../../../src/cli/build-manifest.ts'
import { buildProgram } from '../../../../src/cli/flags.ts'

const help = ruleHelp()
/** The lines of a section. */
const section = (title: string) => {
  const lines = help.split('\n')
  const start = lines.findIndex((line) => line.startsWith(title)) + 1
  const end = lines.findIndex((line, i) => i >= start && !line.startsWith('  '))
  return lines.slice(start, end < 0 ? undefined : end)
}
const words = (title: string) => section(title).map((line) => line.trim().split(/ {2,}/))
/** What stands behind the names of the groups. */
const calls = section('A column may stand first').flatMap((line) => line.trim().split(/ {2,}/).at(-1)!.split(' '))

describe('what scan --help says of rules', () => {
  it('names every rule, field and indicator that the parser knows, and no other', () => {
    expect(words('Rules by name').map(([name]) => name)).toEqual(RULE_NAMES)
    expect(words('Fields').map(([name]) => name)).toEqual(FIELD_NAMES)
    expect(calls.map((call) => call.split('(')[0])).toEqual(Object.keys(indicatorWords))
  })

  it('and the parser takes what it says', () => {
    for (const [name, expression] of words('Rules by name')) {
      expect(parseRule(expression)).toEqual(parseRule(name))
      expect(expression).toBe(namedRules[name].expression)
    }
    for (const [field, summary] of words('Fields')) {
      expect(parseNumber(field)).toEqual({ type: 'field', name: field })
      expect(summary).toBeTruthy()
    }
    for (const call of calls) expect(parseNumber(call)).toMatchObject({ type: 'indicator' })
  })

  it('the indicators fit a usual screen: their lines do not break, and they are fewer than a third of the words', () => {
    const lines = section('A column may stand first')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines.length).toBeLessThan(calls.length / 3)
  })

  it('stands under the flags of scan --help', async () => {
    const manifest = await buildManifest('1.0.0')
    const program = buildProgram(manifest, async () => {})
    const scan = program.commands.find((one) => one.name() === 'scan')!
    let shown = ''
    scan.configureOutput({
      writeOut: (text) => {
        shown += text
      },
    })
    scan.outputHelp()
    expect(shown.indexOf('Rules by name')).toBeGreaterThan(shown.indexOf('--universe'))
    expect(shown).toContain(help)
  })
})
