import type { z } from 'zod'
import { shellWord } from '../../operations/common/words.ts'
import type { simulate } from '../../operations/simulate/simulate.ts'
import { factLine } from './fact-line.ts'
import { counted, dates, number, percent } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof simulate.output>

export const view: View<Output> = (output, terminal) => {
  const { symbol, side, strategy, trades, timeframe, bars } = output
  const way = side === 'buy' ? 'long' : 'short'
  const parts = [
    factLine(provenance(output, terminal), terminal),
    factLine(
      [
        `${terminal.paint.bold(`${symbol} ${side}`)} by ${strategy}`,
        counted(trades, `closed ${way} round trip`),
        `${counted(bars, 'bar')} of ${timeframe}, ${dates({ ...output, symbols: [symbol] })}`,
      ].join(' · '),
      terminal,
    ),
    outcomes(output, terminal),
    figures(output),
    paragraphs([`Evidence: ${output.evidence.rating}. ${output.evidence.text}`, ...random(output)], terminal),
    paragraphs([...output.costs.text, ...output.limits.text], terminal),
    nextLine([sizing(output)], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The same edge as a size. */
function sizing({ symbol, side, strategy, timeframe }: Output): string {
  const flags = [...(timeframe === '1d' ? [] : [`--timeframe ${timeframe}`]), ...(side === 'sell' ? ['--side sell'] : [])]
  return [`openbell size ${shellWord(symbol)} --method kelly --strategy ${shellWord(strategy)}`, ...flags].join(' ')
}

function outcomes({ distribution: spread, worst, best, expectedReturn }: Output, terminal: Terminal): string {
  const columns: [string, number][] = [
    ['Worst', worst],
    ['1 in 20 below', spread.p5],
    ['1 in 4 below', spread.p25],
    ['Middle', spread.p50],
    ['1 in 4 above', spread.p75],
    ['1 in 20 above', spread.p95],
    ['Best', best],
    ['Mean', expectedReturn],
  ]
  const cells = columns.map(([title, value]) => ({ title, align: 'right' as const, cell: () => percent(value) }))
  return table(cells, [null], terminal)
}

function figures({ winRate, averageHold, maxDrawdown, var95, cvar95 }: Output): string {
  const plain = (value: number) => percent(value).replace('+', '')
  return [
    `won ${plain(winRate)}`,
    `held ${number(averageHold, 1)} bars`,
    `VaR 95% ${plain(var95)}`,
    `CVaR ${plain(cvar95)}`,
    `one after another fell ${plain(maxDrawdown)} at worst`,
  ].join(' · ')
}

function random({ evidence: { againstRandom, trialsEver } }: Output): string[] {
  const tried = `${counted(trialsEver, 'trial')} ran on this data so far: the more, the likelier one looks good by luck.`
  if (againstRandom === null) return [tried]
  return [
    `Random entries held as long did at least as well in ${percent(againstRandom.pValue, 1).replace('+', '')} of draws.`,
    tried,
  ]
}
