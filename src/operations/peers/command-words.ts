import { OpenbellError } from '../operation.ts'

/** Words of a command between blanks; quotes, single or double, hold blanks together. Nothing else has a meaning: no shell reads it. */
export function commandWords(command: string): string[] {
  const words = [...command.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  )
  if (words.length > 0) return words
  throw new OpenbellError('usage', 'the command of a peer is empty', "openbell mcp connect desk --command 'node server.js'")
}
