import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
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
  cli: ['operations', 'app.ts', 'tui'],
  tui: ['operations'],
  mcp: ['operations', 'app.ts'],
  http: ['operations'],
  agents: ['operations'],
  pocket: ['exchange', 'ports'],
}

/** Packages and Node modules of the parts that must stay pure; a part not listed may use any. */
const MAY_USE: Record<string, string[]> = {
  core: ['zod'],
  market: ['@date-fns/tz/tzOffset'],
  ports: [],
  analysis: ['jsep', 'fastest-levenshtein', 'technicalindicators', 'node:module'],
  exchange: [],
  engine: ['zod'],
  strategy: ['zod', 'node:crypto', 'node:fs', 'node:module', 'node:path', 'node:url'],
  operations: ['zod', 'csv-parse/sync', 'node:async_hooks', 'node:crypto', 'node:path', 'node:url'],
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
  cli: 'a surface parses and shows, nothing else (app.ts hands it the context, and it starts the dashboard)',
  mcp: 'a surface parses and shows, nothing else (app.ts makes the context of a job in its own process)',
  pocket: 'the pocket exchange is fed through ports',
}

/** Words that fetch time or randomness from the air; only these files may say them (house rule 3). */
const AMBIENT = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\(/
const MAY_BE_AMBIENT = [
  'adapters/clock/system.ts',
  'adapters/common/resilience.ts',
  'adapters/sandbox/child.ts',
  'adapters/trainer/networks/layers-model.ts',
  'cli/run.ts',
]

interface SourceFile {
  path: string
  text: string
}

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(src, file), text: withoutComments(readFileSync(file, 'utf8')) }))
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}

/** Every module a file names, however it is quoted; `types` tells imports that vanish when types are stripped. */
function importsOf({ text }: SourceFile): { name: string; types: boolean }[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[\w*\s{},]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm)
  const calls = text.matchAll(/\bimport\(\s*['"`]([^'"`\n]+)['"`]/g)
  return [
    ...[...statements].map((match) => ({ name: match[2], types: match[1] !== undefined })),
    ...[...calls].map((match) => ({ name: match[1], types: false })),
  ]
}

function target(file: SourceFile, name: string): string {
  return relative(src, resolve(src, dirname(file.path), name))
}

function complaint(from: string, to: string): string | null {
  const [part, own] = from.split('/')
  const [goal, theirs] = to.split('/')
  // app/ holds pieces of app.ts: nobody else may import them.
  if (['app.ts', 'app', 'index.ts'].includes(part)) return null
  const allowed = MAY_IMPORT[part]
  if (!allowed) return `${from}: '${part}' is no part of the house (design.md, section 1)`
  const sameAdapter = part === 'adapters' && goal === 'adapters' && (own === theirs || theirs === 'common')
  if (part === goal && (part !== 'adapters' || sameAdapter)) return null
  const base = part === 'core' ? [] : part === 'market' ? ['core'] : ['core', 'market']
  if ([...base, ...allowed].includes(goal)) return null
  return `${from} may not import ${to} because ${REASONS[part] ?? 'the arrows point inward'}`
}

function packageComplaint(from: string, name: string): string | null {
  const part = from.split('/')[0]
  const allowed = MAY_USE[part]
  if (!allowed || allowed.includes(name)) return null
  const inside = builtinModules.includes(name) && !name.startsWith('node:') ? `node:${name}` : name
  return `${from} may not use ${inside} because ${REASONS[part]}`
}

/** A circle of imports that run, as a path; null when there is none. */
function circle(edges: Map<string, string[]>): string[] | null {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    path.push(file)
    for (const next of edges.get(file) ?? []) {
      const found = visit(next)
      if (found) return found
    }
    path.pop()
    done.add(file)
    return null
  }
  for (const file of edges.keys()) {
    const found = visit(file)
    if (found) return found
  }
  return null
}

describe('the arrows of design.md', () => {
  const files = sourceFiles(src)
  const own = (file: SourceFile) => importsOf(file).filter((one) => one.name.startsWith('.'))
  const foreign = (file: SourceFile) => importsOf(file).filter((one) => !one.name.startsWith('.'))

  it('finds the house and its imports', () => {
    expect(files.length).toBeGreaterThan(250)
    expect(files.flatMap(own).length).toBeGreaterThan(1000)
  })

  it('every import follows an arrow', () => {
    const all = files.flatMap((file) => own(file).map((one) => complaint(file.path, target(file, one.name))))
    expect(all.filter((text) => text !== null)).toEqual([])
  })

  it('pure parts use no package and no Node module but their own', () => {
    const all = files.flatMap((file) => foreign(file).map((one) => packageComplaint(file.path, one.name)))
    expect(all.filter((text) => text !== null)).toEqual([])
  })

  it('time and randomness come through ports', () => {
    const ambient = files.filter((file) => AMBIENT.test(file.text)).map((file) => file.path)
    expect(ambient.filter((path) => !MAY_BE_AMBIENT.includes(path))).toEqual([])
  })

  it('no import that runs goes round in a circle', () => {
    const edges = new Map(
      files.map((file) => [file.path, own(file).flatMap((one) => (one.types ? [] : [target(file, one.name)]))]),
    )
    expect(circle(edges)).toBeNull()
  })

  it('would notice: a wrong arrow, any quotes, a package, an ambient word, a circle', () => {
    expect(complaint('core/errors.ts', 'market/bars.ts')).toMatch(/may not import/)
    expect(complaint('adapters/yahoo/source.ts', 'adapters/alpaca/source.ts')).toMatch(/may not import/)
    expect(complaint('cli/run.ts', 'engine/loop.ts')).toMatch(/may not import/)
    expect(complaint('cli/run.ts', 'app/sources.ts')).toMatch(/may not import/)
    const text = `import a from "node:fs"\nconst b = await import(\`../x.ts\`)\nimport type { C } from './c.ts'\nimport './d.ts'`
    expect(importsOf({ path: 'market/x.ts', text })).toEqual([
      { name: 'node:fs', types: false },
      { name: './c.ts', types: true },
      { name: './d.ts', types: false },
      { name: '../x.ts', types: false },
    ])
    expect(packageComplaint('market/x.ts', 'node:fs')).toMatch(/may not use/)
    expect(packageComplaint('core/x.ts', 'better-sqlite3')).toMatch(/may not use/)
    expect(AMBIENT.test('const now = Date.now()')).toBe(true)
    expect(
      circle(
        new Map([
          ['a', ['b']],
          ['b', ['a']],
        ]),
      ),
    ).toEqual(['a', 'b', 'a'])
  })
})
