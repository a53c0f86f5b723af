import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { type Instant, iso, SECOND } from '../../core/time.ts'
import { hasEnded } from '../../market/orders.ts'
import type { BrokerEvent } from '../../ports/broker.ts'
import type { AccountPath } from './path.ts'
import { reconcileBooks } from './reconcile.ts'
import { askAgain } from './settle.ts'
import { leaseName, noteOf, STALE_MS } from './stream-watch.ts'
import { activitiesSince, takeFill, takeOrders, unlisted } from './sync.ts'

const RENEW_EVERY = 3 * SECOND
/** While orders are open the broker is asked this often, whatever the stream says: a stream can be open and mute. */
const ASK_EVERY = 30 * SECOND

/**
 * Listens to the broker's updates and writes them down, until the signal fires. After every (re)connect the gap is closed by asking before the
 * stream counts as up; a stream that is open and mute is left for a new one. Only one process an account may listen.
 * @throws OpenbellError unavailable naming the process that listens already
 */
export async function follow(path: AccountPath, outer: AbortSignal, onChange: () => void): Promise<void> {
  const release = takeLease(path)
  const inner = new AbortController()
  const signal = AbortSignal.any([outer, inner.signal])
  const hearing: Hearing = { heardAt: Number.NEGATIVE_INFINITY, round: new AbortController() }
  path.watch.own = { up: false }
  const keeping = keepAlive(path, hearing, signal, onChange).catch((thrown) => inner.abort(thrown))
  try {
    while (!signal.aborted) {
      hearing.round = new AbortController()
      await listen(path, hearing, signal, onChange)
      if (!hearing.round.signal.aborted) break
    }
    throwIfAborted(signal)
  } finally {
    inner.abort()
    await keeping
    path.watch.own = null
    release()
  }
}

/** What is known of a stream: when it told something last, and how to leave it for a new one. */
interface Hearing {
  heardAt: Instant
  round: AbortController
}

async function listen(path: AccountPath, hearing: Hearing, signal: AbortSignal, onChange: () => void): Promise<void> {
  for await (const event of path.broker.events(AbortSignal.any([signal, hearing.round.signal]))) {
    hearing.heardAt = path.parts.clock.now()
    await takeEvent(path, event, signal)
    onChange()
  }
}

function takeLease({ parts, account }: AccountPath): () => void {
  const { store, clock, pid, holder, isDead } = parts
  const name = leaseName(account)
  const now = clock.now()
  const token = `${pid}-${now}`
  const { taken, lease } = store.leases.take(
    { name, pid, holder, token, since: now, note: noteOf(false, parts.broker) },
    STALE_MS,
    isDead,
  )
  if (taken) return () => store.leases.release(name, token)
  const message = `${account} is held by process ${lease.pid} (${lease.holder}) since ${iso(lease.since)}`
  throw new OpenbellError('unavailable', message, `end it first: kill ${lease.pid}; or look at it: openbell trade status`)
}

async function takeEvent(path: AccountPath, event: BrokerEvent, signal: AbortSignal): Promise<void> {
  const { recorder } = path
  if (event.type === 'disconnected') say(path, false)
  else if (event.type === 'connected') {
    await closeGap(path, signal)
    say(path, true)
  } else if (event.type === 'fill') {
    recorder.critical(() => {
      takeFill(recorder, event.fill)
      takeOrders(recorder, [event.order])
    })
  } else takeOrders(recorder, [event.order])
}

/** Whether updates are heard; the others read it in the lease, so it stands there at once. */
function say(path: AccountPath, up: boolean): void {
  path.watch.own!.up = up
  renew(path)
}

/** All that may have been missed is asked for; a broker that does not answer now is asked again, and until then nothing counts as heard. */
async function closeGap({ settling, parts, account }: AccountPath, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await reconcileBooks(settling, signal)
      return
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') throw thrown
      parts.log.warn('orders.gap.unread', { account, reason: thrown.message })
      await parts.clock.sleep(parts.clock.now() + RENEW_EVERY, signal)
    }
  }
}

/** Renews the lease and, while orders are open, asks the broker now and then. What only asking brought, the stream should have told. */
async function keepAlive(path: AccountPath, hearing: Hearing, signal: AbortSignal, onChange: () => void): Promise<void> {
  const { clock } = path.parts
  let asked = clock.now()
  let untold: Instant | null = null
  while (!signal.aborted) {
    await clock.sleep(clock.now() + RENEW_EVERY, signal).catch(() => {})
    if (signal.aborted) return
    renew(path)
    if (untold !== null && path.watch.own!.up && hearing.heardAt < untold) {
      path.watch.own!.up = false
      path.parts.log.warn('orders.stream.mute', { account: path.account })
      onChange()
      hearing.round.abort()
    }
    untold = null
    if (clock.now() - asked < ASK_EVERY || path.books.openOrders().length === 0) continue
    asked = clock.now()
    // A broker that does not answer now is asked again later; the stream's own state says whether it is up.
    const news = await askForNews(path, signal).catch(() => 0)
    if (news === 0) continue
    onChange()
    // Both may bring the same thing: the stream has until the next look to tell it.
    untold = asked
  }
}

function renew({ parts, account, watch }: AccountPath): void {
  const { store, clock, pid, broker } = parts
  const name = leaseName(account)
  const lease = store.leases.read(name)
  if (lease?.pid === pid && store.leases.renew(name, lease.token, clock.now(), noteOf(watch.own!.up, broker))) return
  throw new OpenbellError('unavailable', `${account}: another process took the update stream over`, 'openbell trade status')
}

/** Fills, and what became of the orders that are open in our books; answers how many lines that was worth. */
async function askForNews(path: AccountPath, signal: AbortSignal): Promise<number> {
  const { recorder, broker } = path
  const before = recorder.books.openOrders()
  const orders = await broker.orders({ status: 'open' }, signal)
  const news = takeOrders(recorder, orders) + (await path.catchUp(activitiesSince(recorder), signal))
  const gone = unlisted(before, orders).filter(
    ({ clientOrderId }) => !hasEnded(recorder.books.orders.get(clientOrderId) ?? { state: 'filled' }),
  )
  for (const order of gone) await askAgain(path.settling, order, signal)
  return news + gone.length
}
