import { OutputFault, Writer } from './writer.ts'

type Level = 'log' | 'warn' | 'error'

/** Characters of one line of the console. */
const LONGEST_LINE = 2000

const { stringify } = JSON
const { isArray } = Array
const { isView } = ArrayBuffer
const text = String

/** What the code says on the way: lines of its console and charts, as JSON, in a bounded room. */
export class Said {
  readonly console: string[] = []
  readonly charts: string[] = []
  /** Characters of all of it. */
  size = 0
  /** What was thrown when something had no room, once and for all: code that goes on talking costs nothing. */
  overflow: OutputFault | null = null
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** @throws OutputFault once there is no room */
  line(level: Level, values: readonly unknown[]): void {
    if (this.overflow) throw this.overflow
    const words: string[] = []
    for (let i = 0; i < values.length; i++) words.push(shown(values[i]))
    this.#keep(this.console, `{"level":"${level}","text":${stringify(words.join(' ').slice(0, LONGEST_LINE))}}`)
  }

  /** Keeps a chart as it is now. @throws TypeError for what is no chart, OutputFault once there is no room */
  chart(value: unknown): void {
    if (this.overflow) throw this.overflow
    this.#keep(this.charts, new Writer(this.#most).write(chartOf(value)))
  }

  #keep(list: string[], json: string): void {
    if (this.size + json.length > this.#most) {
      this.overflow = new OutputFault(`console and charts are longer than ${this.#most} characters: say less, or return figures`)
      throw this.overflow
    }
    this.size += json.length + 1
    list.push(json)
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null) return text(value)
  if (typeof value === 'bigint') return `${text(value)}n`
  if (value instanceof Error) return `${value.name}: ${value.message}`
  try {
    return new Writer(LONGEST_LINE).write(value)
  } catch (thrown) {
    return thrown instanceof OutputFault ? `[${typeof value}: ${thrown.message}]` : `[${typeof value}]`
  }
}

const KINDS = ['line', 'bar', 'scatter']

/** A chart as the port has it, of what people write: `series` as a list, as a record of arrays, or `y` for a single one. */
function chartOf(value: unknown): object {
  const { title = '', kind = 'line', x, y, series = { value: y } } = (value ?? {}) as Record<string, unknown>
  if (!KINDS.includes(kind as string)) throw new TypeError(`a chart is a ${KINDS.join(', ')}, not ${text(kind)}`)
  const drawn = isArray(series)
    ? series.map(named)
    : Object.entries(series as object).map(([name, values]) => named({ name, values }, 0))
  if (drawn.length === 0) throw new TypeError('a chart needs series: chart({ title, x, series: { close: df.close } })')
  const places = x === undefined ? Array.from(drawn[0].values, (_, i) => i) : listOf(x, 'x')
  for (const { name, values } of drawn) {
    if (values.length !== places.length)
      throw new RangeError(`the series ${name} has ${values.length} values and x has ${places.length}`)
  }
  return {
    title: text(title),
    kind,
    x: Array.from(places, placeOf),
    series: drawn.map(({ name, values }) => ({ name, values: Array.from(values, numberOf) })),
  }
}

function named(one: unknown, at: number): { name: string; values: ArrayLike<unknown> } {
  const { name = `series ${at + 1}`, values } = (one ?? {}) as Record<string, unknown>
  return { name: text(name), values: listOf(values, text(name)) }
}

function listOf(values: unknown, name: string): ArrayLike<unknown> {
  if (isArray(values) || isView(values)) return values as unknown as ArrayLike<unknown>
  throw new TypeError(`${name} of a chart is an array of values, not ${values === null ? 'null' : typeof values}`)
}

function placeOf(value: unknown): number | string | null {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : numberOf(value)
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
