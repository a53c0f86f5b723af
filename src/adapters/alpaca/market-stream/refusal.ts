import { OpenbellError } from '../../../core/errors.ts'
import type { Refusal } from './subscriptions.ts'

/** Symbols the vendor did not take, as an error for whoever wanted them: with the plan's limit where it is known. */
export function refusalError({ symbols, code, words }: Refusal, limit: number | null): OpenbellError {
  const names = symbols.length > 5 ? `${symbols.slice(0, 5).join(', ')} and ${symbols.length - 5} more` : symbols.join(', ')
  if (limit === null)
    return new OpenbellError('rejected', `alpaca does not stream ${names}: ${words} (${code})`, 'openbell doctor')
  return new OpenbellError(
    'rejected',
    `alpaca streams no more than ${limit} symbols at once on this plan (${code} ${words}): ${names} left out`,
    'stream fewer symbols, or drop one first',
  )
}
