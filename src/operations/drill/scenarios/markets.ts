import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts'
import { SYMBOL } from '../intent.ts'
import type { Scenario } from './scenario.ts'

export const symbolHalt: Scenario = {
  name: 'halt',
  summary: 'Trading of the symbol stops: what was sent rests and fills when it goes on.',
  async run(drill) {
    const price = await drill.price()
    drill.fault(`halt,symbol=${SYMBOL},duration=10m`)
    await drill.step(MINUTE + SECOND, 'trading is halted')
    const order = await drill.send({ limit: Math.ceil(price * 1.02 * 100) / 100 })
    await drill.step(2 * MINUTE, 'two minutes later')
    const halted = await drill.path.settle(order.clientOrderId, 0, drill.signal)
    drill.check('nothing fills in a halt', halted.filled === 0, `${halted.state}, ${halted.filled} filled`)
    const late = await drill.send()
    drill.check('no entry rests on an old price', late.state === 'denied', late.state)
    await drill.step(9 * MINUTE, 'trading goes on')
    const ended = await drill.path.settle(order.clientOrderId, 60 * SECOND, drill.signal)
    drill.check('it fills after the halt', ended.state === 'filled', `${ended.state}, ${ended.filled} filled`)
  },
}

export const overnightSplit: Scenario = {
  name: 'overnight-split',
  summary: 'A position held over night is split: shares, price and books follow.',
  async run(drill) {
    await drill.sendAndSettle({ shares: 15, tif: 'gtc' })
    const cash = drill.path.books.cash
    drill.fault(`split,symbol=${SYMBOL},ratio=3`)
    await drill.step(DAY, 'the next day')
    await drill.open()
    const { books } = drill.path
    drill.check('the shares are split in our books', books.shares(SYMBOL) === 45, `${books.shares(SYMBOL)} shares`)
    drill.check('the cash is what it was', Math.abs(books.cash - cash) < 0.005, books.cash.toFixed(2))
    drill.check('nothing stands in the way of entries', books.diverged === null, books.diverged ?? 'reconciled')
    const after = await drill.sendAndSettle()
    drill.check('an order at the new price fills', after.state === 'filled', after.state)
  },
}

export const halfDay: Scenario = {
  name: 'half-day',
  summary: 'The exchange closes at one: orders of the day end there, and we know it.',
  async run(drill) {
    drill.fault('half-day')
    await drill.sendAndSettle()
    const resting = await drill.rest()
    await drill.step(3 * HOUR + 10 * MINUTE, 'ten minutes after the early close')
    await drill.open()
    const ended = drill.own(resting)
    drill.check('the order of the day has expired', ended.state === 'expired', ended.state)
    const late = await drill.send()
    await drill.step(MINUTE, 'a minute later')
    const after = await drill.path.settle(late.clientOrderId, 0, drill.signal)
    drill.check('nothing fills after the close', after.filled === 0, `${after.state}, ${after.filled} filled`)
  },
}

export const clockJump: Scenario = {
  name: 'clock-jump',
  summary: "The exchange's clock leaps forward between two orders.",
  async run(drill) {
    await drill.sendAndSettle()
    const before = await drill.rest()
    drill.fault('clock-jump,by=20m')
    await drill.step(SECOND, 'the clock leapt by twenty minutes')
    await drill.sendAndSettle()
    const resting = drill.own(before)
    const there = (await drill.truth()).orders.find((one) => one.client_order_id === before.clientOrderId)
    drill.check('what rested is still known', there !== undefined, `${resting.state} here, ${there?.status} there`)
  },
}
