import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'

const MOST_LETTERS = 65_536

/** The code to run: given as text, or in a file of a person's. @throws OpenbellError usage when there is none, or both */
export async function codeOf(context: Context, given: { file?: string; code?: string }, isProgram: boolean): Promise<string> {
  const { file, code } = given
  if (file !== undefined && isProgram) {
    throw new OpenbellError(
      'denied',
      'programs name no files: a file of code is read from the command line alone',
      'code: "return df.length"',
    )
  }
  if (file !== undefined && code !== undefined) {
    throw new OpenbellError('usage', 'code comes from a file or as --code, not both', `openbell run ${file}`)
  }
  const text = code ?? (file === undefined ? '' : await (await context.files()).readText(file))
  if (text.trim() === '') {
    const empty = file === undefined ? 'there is no code to run' : `${file} is empty`
    throw new OpenbellError('usage', empty, "openbell run --code 'return df.length' --dataset NAME")
  }
  if (text.length <= MOST_LETTERS) return text
  throw new OpenbellError(
    'usage',
    `the code is ${text.length} letters long, ${MOST_LETTERS} at most`,
    'load data as a dataset, not as code',
  )
}
