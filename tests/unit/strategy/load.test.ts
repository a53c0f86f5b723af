import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadStrategy } from '../../../src/strategy/load.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'openbell-strategies-'))
const written = (summary: string, name = 'mine') => `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: '${name}', summary: '${summary}', params: { size: z.number().min(0).default(1) },
  onBar({ buy }: { buy: (entry: { shares: number; reason: string }) => void }) { buy({ shares: 1, reason: 'always' }) },
})
`

/** A working directory and a home, each with a folder of strategies. */
function places() {
  const [cwd, home] = [folder(), folder()]
  for (const one of [cwd, home]) mkdirSync(join(one, 'strategies'))
  return { cwd, home }
}

describe('loading a strategy', () => {
  it('finds the built-in ones by name, by alias and in any spelling of the dashes', async () => {
    const where = places()
    const found = await loadStrategy('sma-cross', where)
    expect(found).toMatchObject({ source: 'built-in', strategy: { name: 'sma-cross' } })
    expect(found.sourceHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await loadStrategy('sma_cross', where)).strategy.name).toBe('sma-cross')
  })

  it("prefers the working directory's, then the home's, then the built-in", async () => {
    const where = places()
    writeFileSync(join(where.home, 'strategies', 'sma-cross.ts'), written('from home', 'sma-cross'))
    expect(await loadStrategy('sma-cross', where)).toMatchObject({ source: 'user', strategy: { summary: 'from home' } })
    writeFileSync(join(where.cwd, 'strategies', 'sma-cross.ts'), written('from here', 'sma-cross'))
    expect(await loadStrategy('sma-cross', where)).toMatchObject({ source: 'user', strategy: { summary: 'from here' } })
  })

  it('reads an edited file again, and its hash changes with it', async () => {
    const where = places()
    const file = join(where.cwd, 'any-name.ts')
    writeFileSync(file, written('before'))
    const before = await loadStrategy(file, where)
    writeFileSync(file, written('after'))
    const after = await loadStrategy('./any-name.ts', where)
    expect([before.strategy.summary, after.strategy.summary]).toEqual(['before', 'after'])
    expect(before.source).toBe('path')
    expect(after.sourceHash).not.toBe(before.sourceHash)
  })
})
