import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtInIndicators } from '../../../src/analysis/indicators/registry.ts'
import type { IndicatorSpec } from '../../../src/analysis/indicators/spec.ts'
import { root } from '../../support/cli.ts'

const guide = readFileSync(join(root, 'docs/strategies.md'), 'utf8')
const camel = (name: string) => name.replaceAll(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase())

/** How the guide names an indicator: `bollinger(period, multiple) { upper ... }` and a star where it takes another column. */
function entry({ name, params, outputs, input, comparesTwo }: IndicatorSpec): string {
  const numbers = [...params.map((param) => param.name), ...(comparesTwo ? ['symbol'] : [])].join(', ')
  const several = outputs.length > 1 ? ` { ${outputs.join(' ')} }` : ''
  return `\`${camel(name)}(${numbers})${several}\`${input !== null && !comparesTwo ? '*' : ''}`
}

describe('the guide of strategies', () => {
  it('lists every indicator of the registry in its group, and no others', () => {
    const listed = guide.split('<!-- indicators -->')[1].split('<!-- /indicators -->')[0].trim().split('\n')
    const groups = Map.groupBy(builtInIndicators.values(), (spec) => spec.group)
    expect(listed).toEqual([...groups].map(([group, specs]) => `- **${group}**: ${specs.map(entry).join(', ')}`))
  })
})
