import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { OpenedFile, ReadRequest, RecordBatch, RecordReader, Reject } from '../../ports/record-reader.ts'
import { ActionsGatherer } from './actions.ts'
import { BarsGatherer } from './bars.ts'
import { TradingDates } from './dates.ts'
import { type Header, readHeader } from './header.ts'
import { symbolOfFile } from './naming.ts'
import { PrintsGatherer } from './prints.ts'
import { QuotesGatherer } from './quotes.ts'
import { type RecordChunk, readRecords } from './records.ts'
import { type Gatherer, RowsBySymbol, SymbolRows } from './rows.ts'
import { stampText } from './stamp-text.ts'
import { StampReader } from './stamps.ts'

/** Rows looked at before a file's timeframe and symbol are settled. */
const SAMPLE_ROWS = 8192

/** Reads market data from CSV files, plain or gzipped, in bounded memory. */
export function createCsvReader(): RecordReader {
  return { open, records: readRecords }
}

/** What is settled about a file once its first rows are seen. */
interface Settled {
  header: Header
  /** The symbol of every row; null = the symbol column says. */
  symbol: string | null
  timeframe: Timeframe | null
}

async function open(request: ReadRequest, signal: AbortSignal): Promise<OpenedFile> {
  const records = readRecords(request.file, signal)
  try {
    const { names, sample } = await readSample(request.file, records)
    const header = readHeader(request.file, names, request.kind)
    const { symbols, stamps } = lookAt(sample, header, request)
    const symbol = settleSymbol(request, header, symbols)
    const timeframe = header.kind === 'bars' ? await settleTimeframe(request, stamps) : null
    const sole = symbol ?? (symbols.size === 1 ? [...symbols][0] : null)
    const file = new ReadingFile(sample, records, { header, symbol, timeframe }, request, signal)
    return {
      head: { kind: header.kind, timeframe, symbol: sole, ignored: header.ignored },
      batches: file.batches(),
      rejects: file.rejects,
      rows: () => file.rows,
    }
  } catch (thrown) {
    await records.return(undefined)
    throw thrown
  }
}

class ReadingFile {
  rows = 0
  readonly rejects: Reject[] = []
  readonly #sample: RecordChunk[]
  readonly #records: AsyncIterable<RecordChunk>
  readonly #width: number
  readonly #gatherer: Gatherer
  readonly #signal: AbortSignal

  constructor(
    sample: RecordChunk[],
    records: AsyncIterable<RecordChunk>,
    settled: Settled,
    request: ReadRequest,
    signal: AbortSignal,
  ) {
    this.#sample = sample
    this.#records = records
    this.#width = settled.header.width
    this.#gatherer = createGatherer(settled, request)
    this.#signal = signal
  }

  async *batches(): AsyncGenerator<RecordBatch> {
    for (let chunk = this.#sample.shift(); chunk; chunk = this.#sample.shift()) {
      this.#take(chunk)
      yield* this.#gatherer.drain(false)
    }
    for await (const chunk of this.#records) {
      throwIfAborted(this.#signal)
      this.#take(chunk)
      yield* this.#gatherer.drain(false)
    }
    yield* this.#gatherer.drain(true)
  }

  #take(chunk: RecordChunk): void {
    const { lines, texts, fields } = chunk
    for (let i = 0; i < lines.length; i++) {
      const row = fields[i]
      const reason =
        (row === null ? 'broken quotes' : wrongWidth(row, this.#width)) ?? this.#gatherer.take(row!, lines[i], texts[i])
      if (reason !== null) this.rejects.push({ line: lines[i], reason, text: texts[i] })
    }
    this.rows += lines.length
  }
}

function createGatherer({ header, symbol, timeframe }: Settled, { zone, latest }: ReadRequest): Gatherer {
  const stamps = new StampReader(zone, header.kind === 'actions' ? undefined : latest)
  if (header.kind === 'prints') return new PrintsGatherer(header, symbol, stamps)
  if (header.kind === 'quotes') return new QuotesGatherer(header, symbol, stamps)
  const dates = new TradingDates()
  if (header.kind === 'actions') return new ActionsGatherer(header, symbol, stamps, dates)
  return new BarsGatherer({ header, symbol, timeframe: timeframe!, stamps, dates })
}

async function readSample(
  file: string,
  records: AsyncIterator<RecordChunk>,
): Promise<{ names: string[]; sample: RecordChunk[] }> {
  let names: string[] | null = null
  const sample: RecordChunk[] = []
  let rows = 0
  while (rows < SAMPLE_ROWS) {
    const next = await records.next()
    if (next.done) break
    const chunk = next.value
    if (names === null) {
      names = chunk.fields.shift() ?? []
      chunk.lines.shift()
      chunk.texts.shift()
    }
    rows += chunk.lines.length
    sample.push(chunk)
  }
  if (names === null) throw new OpenbellError('no-data', `${file} is empty`, `ls -l ${file}`)
  if (rows === 0) throw new OpenbellError('no-data', `${file} has a header and no rows`, `head ${file}`)
  return { names, sample }
}

/** The symbols and stamps of the first rows; rows that cannot be read are judged later. */
function lookAt(
  sample: RecordChunk[],
  header: Header,
  request: ReadRequest,
): { symbols: Set<string>; stamps: Map<string, Instant[]> } {
  const reader = new StampReader(request.zone)
  const fixed = header.columns.has('symbol') ? null : ''
  const rows = new RowsBySymbol(header.columns, fixed, (symbol) => new SymbolRows(symbol, 0, 0))
  const text = stampText(header.columns)
  const stamps = new Map<string, Instant[]>()
  for (const chunk of sample) {
    for (const fields of chunk.fields) {
      if (fields === null || wrongWidth(fields, header.width) !== null) continue
      const symbol = rows.of(fields)?.symbol
      if (symbol === undefined) continue
      const times = stamps.get(symbol) ?? []
      const at = reader.read(text(fields), times.at(-1) ?? Number.NEGATIVE_INFINITY)
      if (!Number.isNaN(at)) times.push(at)
      stamps.set(symbol, times)
    }
  }
  return { symbols: new Set(stamps.keys()), stamps }
}

/** --symbol, else the symbol column (null), else the file's name. */
function settleSymbol(request: ReadRequest, header: Header, symbols: Set<string>): string | null {
  const hasColumn = header.columns.has('symbol')
  if (request.symbol === null) return hasColumn ? null : symbolOfFile(request.file)
  if (hasColumn && symbols.size > 1) {
    const some = [...symbols].slice(0, 3).join(', ')
    throw new OpenbellError(
      'usage',
      `${request.file} holds several symbols (${some} ...): --symbol ${request.symbol} would mix them`,
      'leave out --symbol',
    )
  }
  return normalizeSymbol(request.symbol)
}

async function settleTimeframe(request: ReadRequest, stamps: Map<string, Instant[]>): Promise<Timeframe> {
  if (request.timeframe !== null) return request.timeframe
  const { timeframeOf } = await import('./timeframe-of.ts')
  return timeframeOf(request.file, stamps)
}

/** Trailing separators make empty fields too many; those do no harm. */
function wrongWidth(fields: string[], width: number): string | null {
  if (fields.length === width) return null
  if (fields.length > width && fields.slice(width).every((field) => field === '')) return null
  return `${fields.length} fields, the header has ${width}`
}
