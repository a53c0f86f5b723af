import { fileURLToPath } from 'node:url'
import { nearest } from '../../analysis/nearest.ts'
import { OpenbellError } from '../../core/errors.ts'
import { iso, MINUTE } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Files } from '../../ports/files.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { Context } from '../context.ts'

/** A named list of symbols, without repeats, in the list's own order. */
export interface Universe {
  name: string
  symbols: string[]
  /** True when the symbols are the source's own listing, so that none of them can be unknown to it. */
  listed: boolean
  /** True for a list that the source makes of its market now: it is another one at the next look. */
  live?: true
}

/** What a source without a directory is scanned for when no universe is named. */
const STANDARD = 'mega-caps'

const BUILT_IN = fileURLToPath(new URL('../../../data/universes/', import.meta.url))

/**
 * Resolves `--universe`: `all` (everything the source lists, the default), a list with commas, a name in `data/universes` or in
 * `universes` under the home folder, a list of the source (`movers`, `most-actives`), a file (symbols on lines, or CSV with a `symbol`
 * column), or one symbol in capitals.
 * @throws OpenbellError `usage` with the nearest name; `no-data` for an empty list.
 */
export async function resolveUniverse(context: Context, source: MarketDataSource, text: string | null): Promise<Universe> {
  const universe = await found(context, source, text?.trim() ?? null)
  const symbols = [...new Set(universe.symbols.map(normalizeSymbol))]
  if (symbols.length > 0) return { ...universe, symbols }
  const hint = source.name === 'store' ? 'openbell data import FILE' : 'openbell scan --universe dow-30'
  throw new OpenbellError('no-data', `the universe '${universe.name}' has no symbols`, hint)
}

async function found(context: Context, source: MarketDataSource, text: string | null): Promise<Universe> {
  if (text === null || text === 'all') return everything(context, source, text)
  if (text.includes(',')) return { name: text, symbols: text.split(',').filter((one) => one.trim() !== ''), listed: false }
  const files = await context.files()
  for (const folder of folders(context)) {
    const path = `${folder}${text}.txt`
    if (/^[\w-]+$/.test(text) && (await files.exists(path))) return fromFile(files, path, text)
  }
  if (LIVE_LISTS.includes(text) || source.lists?.names.includes(text)) return fromList(context, source, text)
  if (await files.exists(text)) return fromFile(files, text, text)
  if (/^[A-Z][A-Z0-9.=^-]*$/.test(text)) return { name: text, symbols: [text], listed: false }
  const names = [...(await universeNames(context, files)), ...(source.lists?.names ?? [])]
  const near = nearest(text, names)
  const message = `no universe and no file is called '${text}'${near ? `; did you mean '${near}'?` : ''}`
  throw new OpenbellError('usage', message, `--universe all, ${names.join(', ')}, a file, or symbols with commas`)
}

/** Lists that some source has. */
const LIVE_LISTS = ['movers', 'most-actives']

async function fromList(context: Context, source: MarketDataSource, name: string): Promise<Universe> {
  const has = source.lists?.names ?? []
  if (!has.includes(name)) {
    const message = `${source.name} has no list '${name}'; it has ${has.length > 0 ? has.join(', ') : 'none'}`
    throw new OpenbellError('usage', message, `alpaca and yahoo have ${LIVE_LISTS.join(' and ')}: add --source alpaca`)
  }
  const { asOf } = context.settings
  if (asOf !== null && asOf < source.now() - MINUTE) {
    const message = `'${name}' is a list of now: as of ${iso(asOf)} nobody knew it`
    throw new OpenbellError('usage', message, `openbell scan --source ${source.name} --universe ${name}, without --as-of`)
  }
  return { name, symbols: await source.lists!.read(name, context.signal), listed: true, live: true }
}

async function everything(context: Context, source: MarketDataSource, text: string | null): Promise<Universe> {
  const listed = await source.symbols(context.signal)
  if (listed.length > 0 || source.name === 'store') return { name: 'all', symbols: listed.map((one) => one.symbol), listed: true }
  if (text === null) return found(context, source, STANDARD)
  const message = `${source.name} cannot list its symbols, so '--universe all' means nothing there`
  throw new OpenbellError('usage', message, `openbell scan --source ${source.name} --universe ${STANDARD}`)
}

function folders(context: Context): string[] {
  return [`${context.settings.home.replace(/\/+$/, '')}/universes/`, BUILT_IN]
}

/** Names that `--universe` knows besides files, sorted. */
async function universeNames(context: Context, files: Files): Promise<string[]> {
  const names = new Set<string>()
  for (const folder of folders(context)) {
    for (const file of await files.list(folder)) if (file.endsWith('.txt')) names.add(file.slice(0, -4))
  }
  return [...names].sort()
}

async function fromFile(files: Files, path: string, name: string): Promise<Universe> {
  return { name, symbols: await symbolsIn(await files.readText(path), path), listed: false }
}

/** Symbols of a text: CSV when the first line names a `symbol` column, else one on each line; `#` starts a comment. */
async function symbolsIn(text: string, path: string): Promise<string[]> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const head = lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? ''
  const csv = head.split(',').some((cell) => cell.trim().replaceAll('"', '').toLowerCase() === 'symbol')
  if (csv) {
    const { parse } = await import('csv-parse/sync')
    const columns = (header: string[]) => header.map((one) => one.trim().toLowerCase())
    const rows: Record<string, string>[] = parse(text, { bom: true, columns, comment: '#', trim: true, skip_empty_lines: true })
    return rows.map((row) => row.symbol).filter((one) => one !== '')
  }
  const symbols = lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '')
  const odd = symbols.find((one) => /\s|,/.test(one))
  if (odd === undefined) return symbols
  throw new OpenbellError('usage', `${path}: '${odd}' is no symbol`, 'one symbol on each line, or CSV with a column named symbol')
}
