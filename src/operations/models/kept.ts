import type { FittedForecast } from '../../engine/forecast/types.ts'
import type { ModelFile } from '../../ports/models.ts'
import type { Weights } from '../../ports/trainer.ts'
import { OpenbellError } from '../operation.ts'
import type { About } from './about.ts'
import { type FittedHead, FORMAT, type Head, headSchema, KIND } from './head.ts'

/** A model that was kept: what was fitted, and what it is of. */
export interface Kept {
  fitted: FittedForecast
  about: About
}

const LINEAR = 'linear'
const arrayOf = (network: number) => `network-${network}`

/** A fit as a file: numbers of networks and lines as arrays, all the rest in the head. */
export function toFile({ fitted, about }: Kept): ModelFile {
  const { networks, linear, ...rest } = fitted
  const head = { kind: KIND, format: FORMAT, about, fitted: { ...rest, networks: networks.map(({ tensors }) => ({ tensors })) } }
  const parsed = headSchema.safeParse(head)
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues
    throw new OpenbellError('internal', `this model cannot be kept: ${path.join('.')}: ${message}`, 'openbell doctor')
  }
  const arrays = Object.fromEntries(networks.map(({ values }, i) => [arrayOf(i), values]))
  return { head: parsed.data, arrays: { ...arrays, [LINEAR]: linear } }
}

/** The fit that a checked file holds. @throws OpenbellError config for a head of another format, or one that its numbers do not fit */
export function fromFile(name: string, { head, arrays }: ModelFile): Kept {
  const { about, fitted } = readHead(name, head)
  const networks = fitted.networks.map(({ tensors }, i): Weights => {
    const values = arrays[arrayOf(i)]
    const wanted = tensors.reduce((sum, { shape }) => sum + shape.reduce((size, length) => size * length, 1), 0)
    if (values?.length !== wanted)
      throw refused(name, `network ${i} has ${values?.length ?? 'no'} numbers, and should have ${wanted}`)
    return { tensors, values }
  })
  const linear = arrays[LINEAR]
  if (linear === undefined) throw refused(name, 'the numbers of its lines are missing')
  checkSeries(name, fitted, linear.length)
  return { about, fitted: { ...fitted, networks, linear } }
}

/** What a head says, without its numbers. @throws OpenbellError config for one of another kind or format */
export function readHead(name: string, head: Record<string, unknown>): Head {
  const parsed = parseHead(head)
  if (typeof parsed === 'string') throw refused(name, parsed)
  return parsed
}

/** What a head says, or why it cannot be used. */
export function parseHead(head: Record<string, unknown>): Head | string {
  const { kind, format } = head
  if (kind !== KIND) return `it holds '${String(kind)}', not a forecast`
  if (format !== FORMAT) return `it was kept in format ${String(format)}, and this openbell reads format ${FORMAT}`
  const parsed = headSchema.safeParse(head)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  return `its head is not as it should be: ${path.join('.')}: ${message}`
}

function checkSeries(name: string, { series, networks }: FittedHead, lines: number): void {
  for (const { id, linear, networks: own } of series) {
    if (linear && linear.offset + linear.length > lines) throw refused(name, `the line of ${id} is missing`)
    if (own.some((index) => index >= networks.length)) throw refused(name, `a network of ${id} is missing`)
  }
}

function refused(name: string, reason: string): OpenbellError {
  return new OpenbellError('config', `the model '${name}' cannot be used: ${reason}`, `openbell models delete ${name}`)
}
