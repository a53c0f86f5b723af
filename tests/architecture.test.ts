import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = resolve(dirname(fileURLToPath(import.meta.url)), '../src')

/** design.md, section 1: what each part may import besides core and market. */
const MAY_IMPORT: Record<string, string[]> = {
  core: [],
  market: [],
  ports: [],
  analysis: [],
  exchange: [],
  strategy: ['analysis'],
  engine: ['strategy', 'analysis', 'exchange', 'ports'],
  adapters: ['ports', 'exchange', 'analysis'],
  operations: ['engine', 'strategy', 'analysis', 'ports'],
  cli: ['operations', 'app.ts'],
  tui: ['operations'],
  mcp: ['operations'],
  http: ['operations'],
  agents: ['operations'],
  pocket: ['exchange', 'ports'],
}

const REASONS: Record<string, string> = {
  core: 'core is the vocabulary and knows nobody',
  market: 'market is pure data and calendars',
  ports: 'ports are interfaces; adapters come to them',
  analysis: 'analysis is maths on columns',
  exchange: 'the matching core does no I/O',
  engine: 'the engine reaches the world through ports',
  adapters: 'an adapter knows ports and adapters/common, never another adapter',
  operations: 'operations reach the world through their context',
  cli: 'a surface parses and shows, nothing else (app.ts hands it the context)',
  pocket: 'the pocket exchange is fed through ports',
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
  return [...found].map((match) => relative(src, resolve(dirname(file), match[1])))
}

function complaint(from: string, to: string): string | null {
  const [part, own] = from.split('/')
  const [target, theirs] = to.split('/')
  if (part === 'app.ts' || part === 'index.ts') return null
  const allowed = MAY_IMPORT[part]
  if (!allowed) return `${from}: '${part}' is no part of the house (design.md, section 1)`
  const sameAdapter = part === 'adapters' && target === 'adapters' && (own === theirs || theirs === 'common')
  if (part === target && (part !== 'adapters' || sameAdapter)) return null
  const base = part === 'core' ? [] : part === 'market' ? ['core'] : ['core', 'market']
  if ([...base, ...allowed].includes(target)) return null
  return `${from} may not import ${to} because ${REASONS[part] ?? 'the arrows point inward'}`
}

describe('the arrows of design.md', () => {
  const files = sourceFiles(src)

  it('finds the house', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  it('every import follows an arrow', () => {
    const complaints = files.flatMap((file) =>
      importsOf(file)
        .map((to) => complaint(relative(src, file), to))
        .filter((text) => text !== null),
    )
    expect(complaints).toEqual([])
  })

  it('would notice a wrong arrow', () => {
    expect(complaint('core/errors.ts', 'market/bars.ts')).toMatch(/may not import/)
    expect(complaint('adapters/yahoo/source.ts', 'adapters/alpaca/source.ts')).toMatch(/may not import/)
    expect(complaint('cli/run.ts', 'engine/loop.ts')).toMatch(/may not import/)
  })

  it('core imports zod and nothing else from outside', () => {
    const outside = sourceFiles(join(src, 'core')).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/from '([^.'][^']*)'/g)].map((match) => match[1]),
    )
    expect(outside.filter((name) => name !== 'zod')).toEqual([])
  })
})
