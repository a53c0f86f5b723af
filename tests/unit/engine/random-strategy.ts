import { Random } from '../../../src/analysis/random.ts'
import { atr, ema, rsi, sma } from '../../../src/strategy/indicators.ts'
import type { AnyStrategy } from '../../../src/strategy/types.ts'
import { strategyOf } from './support.ts'

/**
 * A strategy that asks for anything there is to ask for, chosen by a hash of the bar it sees: the same bars give the same intents, in any
 * run. It never looks at its position's history, so a cut changes nothing by itself.
 */
export function randomStrategy(seed: number): AnyStrategy {
  const pick = new Random(seed, 'periods')
  const [fast, slow] = [2 + pick.below(6), 8 + pick.below(12)]
  return strategyOf({
    name: `random-${seed}`,
    indicators: () => ({ fast: ema('close', fast), slow: sma('close', slow), range: atr(5), force: rsi(4) }),
    onBar({ bar, position, fast, slow, range, force, buy, short, exit, protect, cancel }) {
      const random = new Random(seed, `${bar.symbol} ${bar.count} ${bar.close}`)
      const chance = random.uniform()
      const distance = range.now + 0.01
      const up = fast.now > slow.ago(1)
      const stop = up ? bar.close - distance : bar.close + distance
      const target = up ? bar.close + 2 * distance : Math.max(0.01, bar.close - 2 * distance)
      const legs = random.uniform() < 0.5 && stop > 0 ? { stop, target } : {}
      const enter = up ? buy : short
      if (chance < 0.06) enter({ equity: 0.5 * random.uniform(), ...legs, reason: 'share of equity' })
      else if (chance < 0.1) enter({ shares: 1 + random.below(200), ...legs, reason: 'shares' })
      else if (chance < 0.14 && stop > 0) enter({ risk: 0.01, stop, reason: 'risk' })
      else if (chance < 0.18)
        enter({ shares: 50, limit: bar.close - (up ? 1 : -1) * 0.2 * distance, tif: 'gtc', reason: 'limit' })
      else if (chance < 0.21) enter({ shares: 50, trigger: bar.close + (up ? 1 : -1) * 0.2 * distance, reason: 'trigger' })
      else if (chance < 0.23) enter({ shares: 30, trail: { fraction: 0.03 }, reason: 'trailing' })
      else if (chance < 0.28 && !position.isFlat) exit({ reason: 'out' })
      else if (chance < 0.31 && !position.isFlat) exit({ shares: Math.ceil(Math.abs(position.shares) / 2), reason: 'half' })
      else if (chance < 0.36 && position.isLong) protect({ stop: bar.close - distance, reason: 'protect' })
      else if (chance < 0.38) protect({ target: null, trail: { price: distance }, reason: 'trail' })
      else if (chance < 0.4) cancel({ reason: 'cancel' })
      else if (force.now > 95 && !position.isFlat)
        exit({ limit: bar.close + (position.isLong ? 0.5 : -0.5) * distance, reason: 'hot' })
    },
  })
}
