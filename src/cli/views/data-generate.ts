import { shellWord } from '../../operations/common/words.ts'
import type { dataGenerate } from '../../operations/data/generate.ts'
import type { z } from '../../operations/operation.ts'
import { count, price, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { provenance } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof dataGenerate.output>

export const view: View<Output> = (output, terminal) =>
  [
    provenance(output, terminal),
    `${count(output.bars)} ${output.timeframe} bars of ${output.symbol} (seed ${output.seed}), ${stamp(output.from)} to ${stamp(output.to)}, ` +
      `${price(output.firstOpen, output.symbol)} to ${price(output.lastClose, output.symbol)}`,
    `${count(output.stored)} ${terminal.dryRun ? 'would be stored' : 'stored'}, ${count(output.duplicates)} were there already`,
    nextLine([`openbell data verify ${shellWord(output.symbol)} --timeframe ${output.timeframe}`], terminal),
  ].join('\n')
