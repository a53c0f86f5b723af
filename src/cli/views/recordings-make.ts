import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { recordingsMake } from '../../operations/recording/make.ts'
import { bytes, count, stamp } from './format.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof recordingsMake.output>> = (made, terminal) => {
  const { name, path, symbols, date, source, feed, prints, quotes, bars, history, from, to } = made
  const rows = prints + quotes + bars
  const each = rows === 0 ? '' : `, ${(made.bytes / rows).toFixed(1)} bytes a row`
  const text = [
    `${symbols.join(' ')} on ${date} from ${source} (${feed}), ${stamp(from)} to ${stamp(to)} UTC`,
    `${count(prints)} prints, ${count(quotes)} quotes, ${count(bars)} minute bars, ${count(history)} bars of the past`,
    `${bytes(made.bytes)}${each}: ${path}`,
  ]
  const word = shellWord(name)
  const ways = [`openbell replay ${word}`, `openbell replay ${word} --fork --strategy scalp`]
  return [text.join('\n'), nextLine(ways, terminal)].join('\n\n')
}
