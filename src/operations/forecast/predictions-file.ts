import { resolve } from 'node:path'
import type { TextSink } from '../../ports/files.ts'
import { type Context, OpenbellError } from '../operation.ts'

const PREDICTIONS_HEADER = 'window,series,step,value,lo80,hi80,lo95,hi95'

/** Letters gathered before they go to the file. */
const CHUNK = 1 << 18

/** Digits after the first that a deviation of the series shows: forecasts are written a millionth of it exact. */
const DIGITS = 6

/** Writes forecasts as `window,series,step,value,lo80,hi80,lo95,hi95`, in data units. */
export interface PredictionsFile {
  path: string
  /** One forecast. `edges` holds lo80, hi80, lo95, hi95 of each step, one step after another. */
  write(window: number, series: number, values: Float64Array, edges: Float64Array): Promise<void>
  commit(): Promise<void>
  discard(): Promise<void>
}

/**
 * Refuses a path at which something else than forecasts lie: nothing of a user's is written over.
 * @throws OpenbellError usage
 */
export async function refuseOtherFile(context: Pick<Context, 'files'>, path: string): Promise<void> {
  const files = await context.files()
  if (!(await files.exists(path)) || path.endsWith('.gz')) return
  const start = await files.readStart(path, PREDICTIONS_HEADER.length)
  if (start === PREDICTIONS_HEADER || start === '') return
  throw new OpenbellError(
    'usage',
    `${resolve(path)} is there already and holds no forecasts, so it is left as it is`,
    'name another file for --predictions, or remove this one first',
  )
}

/** Opens the file; it appears whole on `commit`. `deviations` say how exactly each series is written. */
export async function createPredictions(
  context: Pick<Context, 'files'>,
  path: string,
  names: readonly string[],
  deviations: readonly number[],
): Promise<PredictionsFile> {
  const sink = await (await context.files()).create(path)
  const writer = new RowWriter(sink, names, deviations)
  return {
    path: resolve(path),
    write: (window, series, values, edges) => writer.write(window, series, values, edges),
    async commit() {
      await writer.flush()
      await sink.commit()
    },
    discard: () => sink.discard(),
  }
}

class RowWriter {
  readonly #sink: TextSink
  readonly #names: string[]
  readonly #powers: number[]
  #parts: string[] = []
  #length = 0

  constructor(sink: TextSink, names: readonly string[], deviations: readonly number[]) {
    this.#sink = sink
    this.#names = names.map(quoted)
    this.#powers = deviations.map((deviation) => 10 ** Math.min(15, Math.max(0, DIGITS - Math.floor(Math.log10(deviation)))))
    this.#add(`${PREDICTIONS_HEADER}\n`)
  }

  async write(window: number, series: number, values: Float64Array, edges: Float64Array): Promise<void> {
    const head = `${window},${this.#names[series]},`
    const power = this.#powers[series]
    for (let step = 0; step < values.length; step++) {
      const at = step * 4
      this.#add(
        `${head}${step + 1},${rounded(values[step], power)},${rounded(edges[at], power)},${rounded(edges[at + 1], power)},${rounded(edges[at + 2], power)},${rounded(edges[at + 3], power)}\n`,
      )
    }
    if (this.#length > CHUNK) await this.flush()
  }

  async flush(): Promise<void> {
    await this.#sink.write(this.#parts.join(''))
    this.#parts = []
    this.#length = 0
  }

  #add(text: string): void {
    this.#parts.push(text)
    this.#length += text.length
  }
}

/** The nearest number with so many digits after the point: short to write, and quick. */
function rounded(value: number, power: number): number {
  const scaled = value * power
  return Math.abs(scaled) < Number.MAX_SAFE_INTEGER ? Math.round(scaled) / power : value
}

function quoted(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
