import type { Rehearsal } from '../rehearsal.ts'
import type { Scenario } from './scenario.ts'

/** An order that waits for the end of a halt fills while the stream says nothing; none of it may be lost. */
function silence(name: string, faults: string[], summary: string): Scenario {
  return {
    name,
    summary,
    async run(drill) {
      await drill.toHalt(1)
      await drill.listen()
      const price = await drill.price()
      const order = await drill.send({ shares: 40, limit: Math.ceil(price * 1.02 * 100) / 100 })
      for (const fault of faults) drill.fault(fault)
      if (!(await drill.until('the silence is noticed', () => drill.silences > 0))) return
      drill.say('the stream is down')
      await noEntries(drill)
      await drill.until('the stream is up again', () => drill.path.updatesUp === true)
      drill.say('the stream is up again, and the gap was asked for')
      await drill.until('the order is known to be filled', () => drill.own(order).state === 'filled')
      drill.check('nothing was missed', drill.own(order).filled === 40, `${drill.own(order).filled} of 40 shares in our books`)
      const after = await drill.sendAndSettle()
      drill.check('entries pass again', after.state === 'filled', after.state)
    },
  }
}

async function noEntries(drill: Rehearsal): Promise<void> {
  const { verdict } = await drill.path.plan(drill.intent(), drill.signal)
  const stillDown = drill.path.updatesUp === false
  const rule = verdict.rules.find((one) => one.rule === 'updates')
  if (stillDown) drill.check('no entry while the stream is down', rule?.outcome === 'deny', rule?.message ?? 'not asked')
}

export const streamTroubles: Scenario[] = [
  silence(
    'cut-stream',
    ['refuse-stream,code=500,stream=trading,duration=70s', 'cut-stream,stream=trading'],
    'The stream of updates is cut while an order fills: entries stop, the gap is repaired.',
  ),
  silence(
    'mute-stream',
    ['mute-stream,stream=trading,duration=90s'],
    'The stream stays open and says nothing: that is noticed, and the gap is repaired.',
  ),
]

export const connectionLimit: Scenario = {
  name: 'connection-limit',
  summary: 'Another connection holds the stream (406): entries wait until it is ours.',
  async run(drill) {
    drill.fault('refuse-stream,code=406,stream=trading,times=1')
    await drill.listen({ wait: false })
    await drill.until('the refusal is noticed', () => drill.path.updatesUp === false)
    await noEntries(drill)
    await drill.until('the stream is ours', () => drill.path.updatesUp === true)
    drill.say('the stream is up')
    const after = await drill.sendAndSettle()
    drill.check('entries pass', after.state === 'filled', after.state)
  },
}
