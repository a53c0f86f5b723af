import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { recordingsInfo } from '../../operations/recording/info.ts'
import { bytes, count, number, stamp } from './format.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof recordingsInfo.output>> = (info, terminal) => {
  const { name, kind, date, symbols, source, feed, broker, mode, strategy, made, openbell, complete, fault } = info
  const params = Object.entries(strategy?.params ?? {}).map(([key, value]) => `${key}=${value}`)
  const traded = strategy === null ? 'none' : [strategy.name, strategy.timeframe, ...params].join(' ')
  const whole = fault ?? (complete ? 'whole' : 'not closed: the session that made it ended early, or goes on')
  const lines: [string, string][] = [
    ['Recording', `${name} (${kind}), ${bytes(info.bytes)}, ${info.path}`],
    ['Made', `${stamp(made)} UTC by openbell ${openbell}; ${whole}`],
    ['Market', `${date ?? 'n/a'}, ${symbols.join(' ')}, from ${source} (${feed})`],
    ['Account', broker === null ? 'none' : `${mode} at ${broker}`],
    ['Strategy', traded],
    ['Tape', `${count(info.prints)} prints, ${count(info.quotes)} quotes, ${count(info.bars)} minute bars`],
    ['Events', `${count(info.events)}, of them ${count(info.journal)} lines of the journal`],
    [
      'Compact',
      info.bytesPerRow === null ? 'n/a' : `${number(info.bytesPerRow, 1)} bytes a row of the tape, everything else included`,
    ],
  ]
  const facts = lines.map(([title, text]) => `${terminal.paint.bold(title.padEnd(10))} ${text}`)
  return [facts.join('\n'), nextLine([`openbell replay ${shellWord(name)}`], terminal)].join('\n\n')
}
