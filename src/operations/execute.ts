import { asOpenbellError, OpenbellError, throwIfAborted } from '../core/errors.ts'
import { cut } from './audit/arguments.ts'
import { markRecorded, type Trail, trailOf } from './audit/trail.ts'
import type { Context } from './context.ts'
import type { Operation, z } from './operation.ts'
import { permit } from './permit.ts'
import type { LiveSession } from './stream/session.ts'

const DEADLINE_MS = 120_000
const MOST_BYTES = 64_000_000
/** Characters of a wrong value that its error repeats. */
const MOST_SHOWN = 200

/** What an operation answered: one value, or a stream of values. */
export type Answer = { kind: 'value'; value: unknown } | { kind: 'stream'; values: AsyncIterable<unknown> }

/**
 * The only way into an operation, on every surface: parse, permit, deadline and abort, run, parse the output, cap its size, audit.
 * @throws OpenbellError always (anything else thrown inside becomes `internal`).
 */
export async function execute(operation: Operation, rawInput: unknown, outer: Context): Promise<Answer> {
  const trail = trailOf(operation, outer, rawInput)
  try {
    const input = parseInput(operation, rawInput)
    permit(operation, outer)
    await trail.begin()
    if (operation.streams?.(input)) {
      const values = await (operation.run(outer, input) as Promise<AsyncIterable<unknown>>)
      return { kind: 'stream', values: audited(checked(operation, values), trail) }
    }
    const value = parseOutput(operation, await withDeadline(operation, outer, (context) => operation.run(context, input)))
    await trail.end('ok', { value })
    return { kind: 'value', value }
  } catch (thrown) {
    throw await failed(thrown, trail)
  }
}

/**
 * The same way in for a dashboard: what the operation shows is opened in place of being told line by line. The caller closes it.
 * @throws OpenbellError always (anything else thrown inside becomes `internal`).
 */
export async function openScreen(operation: Operation, rawInput: unknown, context: Context): Promise<LiveSession> {
  const trail = trailOf(operation, context, rawInput)
  try {
    const input = parseInput(operation, rawInput)
    permit(operation, context)
    await trail.begin()
    if (!operation.screen) throw new OpenbellError('usage', `${operation.name} has no dashboard`, 'leave it as lines')
    const session = await operation.screen(context, input)
    await trail.end('screen')
    return session
  } catch (thrown) {
    throw await failed(thrown, trail)
  }
}

async function failed(thrown: unknown, trail: Trail): Promise<OpenbellError> {
  const error = asOpenbellError(thrown)
  await trail.end(error.kind, { message: error.message })
  markRecorded(error)
  return error
}

/** Strict to users: an unknown or wrong field is named, with the value. */
export function parseInput<I extends z.ZodObject>(operation: Operation<I>, raw: unknown): z.output<I> {
  const parsed = operation.input.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? cut(issue.keys.join(', '), MOST_SHOWN) : 'input')
  const given = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], raw)
  const shown =
    given === undefined ? '' : ` (given: ${typeof given === 'number' ? given : cut(JSON.stringify(given), MOST_SHOWN)})`
  const missing = issue.code === 'invalid_type' && given === undefined
  const reason = missing ? 'is missing' : issue.message.replace(/^Invalid input: /, '')
  const help =
    operation.only === 'programs'
      ? `tools_find with query '${operation.name.replaceAll('.', '_')}'`
      : `openbell ${operation.name.replaceAll('.', ' ')} --help`
  throw new OpenbellError('usage', `${operation.name}: ${field}: ${reason}${shown}`, help)
}

function parseOutput(operation: Operation, value: unknown): unknown {
  const parsed = operation.output.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new OpenbellError('internal', `${operation.name} broke its own output: ${issue.path.join('.')}: ${issue.message}`)
  }
  const bytes = JSON.stringify(parsed.data).length
  if (bytes > MOST_BYTES) {
    throw new OpenbellError(
      'usage',
      `${operation.name}: the answer has ${bytes} bytes, more than ${MOST_BYTES}`,
      'ask for less: --limit',
    )
  }
  return parsed.data
}

async function withDeadline<T>(operation: Operation, outer: Context, run: (context: Context) => T): Promise<Awaited<T>> {
  const limit = operation.deadlineMs === undefined ? DEADLINE_MS : operation.deadlineMs
  if (limit === null) return await run(outer)
  const overtime = new AbortController()
  const timer = setTimeout(() => {
    overtime.abort(
      new OpenbellError('unavailable', `${operation.name} took longer than ${limit / 1000} s`, 'try again, or ask for less'),
    )
  }, limit)
  const signal = AbortSignal.any([outer.signal, overtime.signal])
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    throwIfAborted(signal)
    return await Promise.race([run({ ...outer, signal }), aborted])
  } finally {
    clearTimeout(timer)
    // A joined signal that is listened to lives as long as the longest of its parts: in a server, for ever.
    signal.removeEventListener('abort', giveUp)
    aborted.catch(() => {})
  }
}

async function* checked(operation: Operation, values: AsyncIterable<unknown>): AsyncIterable<unknown> {
  for await (const value of values) yield parseOutput(operation, value)
}

async function* audited(values: AsyncIterable<unknown>, trail: Trail): AsyncIterable<unknown> {
  try {
    yield* values
    await trail.end('ok')
  } catch (thrown) {
    throw await failed(thrown, trail)
  }
}
