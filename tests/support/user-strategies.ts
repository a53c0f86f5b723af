import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface UserStrategy {
  /** Lines above the declaration. */
  top?: string
  /** The body of onBar; default: does nothing. */
  onBar?: string
  /** Before `onBar`, such as `async `. */
  before?: string
}

/** Writes a strategy as a user would, and answers its path. */
export function writeStrategy(folder: string, name: string, { top = '', onBar = '', before = '' }: UserStrategy = {}): string {
  const file = join(folder, `${name}.ts`)
  writeFileSync(
    file,
    `import { defineStrategy } from 'openbell'
${top}
export default defineStrategy({
  name: '${name}',
  summary: 'Written by a test.',
  params: {},
  ${before}onBar({ bar, position, buy, exit }) {
    void [bar, position, buy, exit]
    ${onBar}
  },
})
`,
  )
  return file
}
