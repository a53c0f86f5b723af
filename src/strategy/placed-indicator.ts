import type { IndicatorSpec, IndicatorStream } from '../analysis/indicators/spec.ts'
import { OpenbellError } from '../core/errors.ts'
import { lineOf } from './import-fault.ts'
import { userPlace } from './user-place.ts'

/** A user's indicator whose errors name the file: the line that threw where one did, else the file it stands in (null = not known). */
export function placed(spec: IndicatorSpec, file: string | null): IndicatorSpec {
  return {
    ...spec,
    warmUp: (params) => within(file, () => spec.warmUp(params)),
    settle: (params) => within(file, () => spec.settle(params)),
    kernel: (source, params, out) => within(file, () => spec.kernel(source, params, out)),
    stream: (params) =>
      placedStream(
        within(file, () => spec.stream(params)),
        file,
      ),
  }
}

function placedStream(stream: IndicatorStream, file: string | null): IndicatorStream {
  return {
    out: stream.out,
    step: (source, row) => within(file, () => stream.step(source, row)),
    replace: (source, row) => within(file, () => stream.replace(source, row)),
  }
}

/** Errors that name their place already. */
const withPlace = new WeakSet<OpenbellError>()

/** Runs what may fail in a user's indicator; an error that names no place yet is given one. */
export function within<T>(file: string | null, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof OpenbellError) || thrown.kind !== 'usage' || withPlace.has(thrown)) throw thrown
    const where = whereOf(file, (thrown.cause as Error | undefined)?.stack ?? '')
    if (where === null) throw thrown
    const error = new OpenbellError('usage', `${where}: ${thrown.message}`, thrown.hint, thrown.cause)
    withPlace.add(error)
    throw error
  }
}

function whereOf(file: string | null, stack: string): string | null {
  const place = userPlace(stack) ?? (file === null ? null : { file, line: lineOf(file, stack) })
  return place && (place.line === null ? place.file : `${place.file}:${place.line}`)
}
