import { OpenbellError } from '../../../core/errors.ts'
import type { Split } from './types.ts'

/** Numbers up to this are shares of the rows; where one is above it all are counts. */
const LARGEST_RATIO = 100

/**
 * The parts of `rows` rows that A:B:C means. Ratios: train the floor of its share, test the floor of its share (the last rows), validation the
 * rest. Numbers above 100 are counts of rows from the first; rows after them are left over.
 * @throws OpenbellError usage for text that is no split; no-data where the file has fewer rows than the counts ask for
 */
export function splitRows(text: string, rows: number): Split {
  const parts = text.split(':').map((part) => (/^\d+(\.\d+)?$/.test(part.trim()) ? Number(part) : Number.NaN))
  const [train, validation, test] = parts
  const sound = parts.length === 3 && parts.every((part) => part >= 0) && train > 0 && test > 0
  if (!sound) throw new OpenbellError('usage', `--split '${text}' is no split`, '--split 7:1:2, or rows: --split 8640:2880:2880')
  if (parts.every((part) => part <= LARGEST_RATIO)) return byRatio(train, validation, test, rows)
  if (!parts.every(Number.isInteger)) {
    throw new OpenbellError('usage', `--split '${text}' counts parts of rows`, '--split 8640:2880:2880, or ratios: --split 7:1:2')
  }
  const needed = train + validation + test
  if (needed <= rows) return { train, validation, test }
  throw new OpenbellError('no-data', `--split ${text} needs ${needed} rows, there are ${rows}`, '--split 7:1:2')
}

function byRatio(train: number, validation: number, test: number, rows: number): Split {
  const sum = train + validation + test
  // Shares such as 0.7 of 10 rows come out a hair below a whole number.
  const share = (part: number) => Math.floor((rows * part) / sum + 1e-9)
  return { train: share(train), validation: rows - share(train) - share(test), test: share(test) }
}

/** Windows of the test part: window w begins at its first row + w x stride. */
export function testWindows({ test }: Split, horizon: number, stride: number): number {
  return test < horizon ? 0 : Math.floor((test - horizon) / stride) + 1
}

/**
 * Refuses what cannot be evaluated, with the number that is needed.
 * @throws OpenbellError no-data
 */
export function checkSplit(split: Split, { input, horizon, stride }: { input: number; horizon: number; stride: number }): void {
  const { train, validation, test } = split
  const parts = `train ${train}, validation ${validation}, test ${test} rows`
  if (testWindows(split, horizon, stride) === 0) {
    throw new OpenbellError(
      'no-data',
      `the test part holds no window of ${horizon} rows (${parts})`,
      `--horizon ${Math.max(1, test)}, or a larger test part`,
    )
  }
  if (train < input + horizon) {
    throw new OpenbellError(
      'no-data',
      `the train part needs ${input + horizon} rows (input ${input} + horizon ${horizon}) at least (${parts})`,
      'a shorter --input or --horizon',
    )
  }
  if (validation < horizon) {
    throw new OpenbellError(
      'no-data',
      `the validation part needs ${horizon} rows (the horizon) at least (${parts})`,
      `a shorter --horizon, or a larger validation part in --split`,
    )
  }
}
