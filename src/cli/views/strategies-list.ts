import stringWidth from 'string-width'
import type { z } from '../../operations/operation.ts'
import type { strategiesList } from '../../operations/strategies/list.ts'
import { nextLine } from './next.ts'
import { paragraphs, wrap } from './paragraphs.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof strategiesList.output>
type Listed = Output['strategies'][number]

/** The sentence of a strategy matters most, so it is wrapped, never left out for want of room. */
export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const indent = output.strategies.reduce((most, one) => Math.max(most, stringWidth(one.name)), 0) + 2
  const drawn = output.strategies.map((one) => entry(one, indent, terminal)).join('\n')
  const failed = output.failed.map((one) => `${one.name}: ${one.message}${one.hint ? ` (${one.hint})` : ''}`)
  const next = nextLine(['openbell strategies info sma-cross', 'openbell strategies new my-idea'], terminal)
  return [drawn, ...(failed.length > 0 ? [paint.yellow(paragraphs(failed, terminal))] : []), next].join('\n\n')
}

function entry({ name, description, params, source, file }: Listed, indent: number, { paint, width }: Terminal): string {
  const settings = params.map((param) => `${param.name}=${param.default}`).join(' ') || 'no parameters'
  const room = Math.max(20, width - indent)
  const [first, ...rest] = wrap(description, room)
  const notes = source === 'user' ? [settings, `yours: ${file}`] : [settings]
  const below = [...rest, ...notes.flatMap((text) => wrap(text, room)).map((line) => paint.dim(line))]
  return [
    `${paint.bold(name)}${' '.repeat(indent - stringWidth(name))}${first}`,
    ...below.map((line) => ' '.repeat(indent) + line),
  ].join('\n')
}
