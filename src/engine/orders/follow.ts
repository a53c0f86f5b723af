import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { iso, SECOND } from '../../core/time.ts'
import type { BrokerEvent } from '../../ports/broker.ts'
import type { AccountPath } from './path.ts'
import { reconcileBooks } from './reconcile.ts'
import { leaseName, STALE_MS } from './stream-watch.ts'
import { activitiesSince, takeFill, takeOrders } from './sync.ts'

const RENEW_EVERY = 3 * SECOND
/** While orders are open the broker is asked this often, whatever the stream says: a stream can be open and mute. */
const ASK_EVERY = 30 * SECOND

/**
 * Listens to the broker's updates and writes them down, until the signal fires. After every (re)connect the gap is closed by asking before the
 * stream counts as up. Only one process an account may listen.
 * @throws OpenbellError unavailable naming the process that listens already
 */
export async function follow(path: AccountPath, outer: AbortSignal, onChange: () => void): Promise<void> {
  const release = takeLease(path)
  const inner = new AbortController()
  const signal = AbortSignal.any([outer, inner.signal])
  path.watch.own = { up: false }
  const keeping = keepAlive(path, signal, onChange).catch((thrown) => inner.abort(thrown))
  try {
    for await (const event of path.broker.events(signal)) {
      await takeEvent(path, event, signal)
      onChange()
    }
    throwIfAborted(signal)
  } finally {
    inner.abort()
    await keeping
    path.watch.own = null
    release()
  }
}

function takeLease({ parts, account }: AccountPath): () => void {
  const { store, clock, pid, holder, isDead } = parts
  const name = leaseName(account)
  const now = clock.now()
  const token = `${pid}-${now}`
  const { taken, lease } = store.leases.take({ name, pid, holder, token, since: now, note: { up: false } }, STALE_MS, isDead)
  if (taken) return () => store.leases.release(name, token)
  const message = `${account} is held by process ${lease.pid} (${lease.holder}) since ${iso(lease.since)}`
  throw new OpenbellError('unavailable', message, `end it first: kill ${lease.pid}; or look at it: openbell trade status`)
}

async function takeEvent(path: AccountPath, event: BrokerEvent, signal: AbortSignal): Promise<void> {
  const { recorder, watch } = path
  if (event.type === 'disconnected') watch.own!.up = false
  else if (event.type === 'connected') {
    await reconcileBooks(path.settling, signal)
    watch.own!.up = true
  } else if (event.type === 'fill') {
    recorder.critical(() => {
      takeFill(recorder, event.fill)
      takeOrders(recorder, [event.order])
    })
  } else takeOrders(recorder, [event.order])
}

/** Renews the lease and, while orders are open, asks the broker now and then. */
async function keepAlive(path: AccountPath, signal: AbortSignal, onChange: () => void): Promise<void> {
  const { clock, store } = path.parts
  const name = leaseName(path.account)
  let asked = clock.now()
  while (!signal.aborted) {
    await clock.sleep(clock.now() + RENEW_EVERY, signal).catch(() => {})
    if (signal.aborted) return
    const lease = store.leases.read(name)
    if (
      lease === null ||
      lease.pid !== path.parts.pid ||
      !store.leases.renew(name, lease.token, clock.now(), { up: path.watch.own!.up })
    ) {
      throw new OpenbellError(
        'unavailable',
        `${path.account}: another process took the update stream over`,
        'openbell trade status',
      )
    }
    if (clock.now() - asked < ASK_EVERY || path.books.openOrders().length === 0) continue
    asked = clock.now()
    // A broker that does not answer now is asked again later; the stream's own state says whether it is up.
    const news = await path.catchUp(activitiesSince(path.recorder), signal).catch(() => 0)
    if (news > 0) onChange()
  }
}
