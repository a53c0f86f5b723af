/**
 * Child of the journal's process tests.
 * `journal-child.ts write PATH SEED BATCHES`: appends batches of a plan, each with the account in one transaction, and says each that is stored.
 * `journal-child.ts count PATH TIMES NAME`: reads the newest number and appends the next one, as one critical section; says each.
 * `journal-child.ts read PATH UNTIL`: follows the journal until so many are there; every look must go on where the last one ended.
 * `journal-child.ts hold PATH NAME`: takes a lease, says whether it got it, and holds it until it is killed.
 */
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { appendBatchOf, journalPlan } from './journal-plan.ts'

const [what, path, ...rest] = process.argv.slice(2)
const say = (text: string) => process.stdout.write(`${text}\n`)
const numberOf = (body: unknown) => (body as { n: number }).n

function write(seed: number, batches: number): void {
  const store = openStore(path)
  say('ready')
  for (const batch of journalPlan(seed, batches)) {
    appendBatchOf(store, batch)
    say(`stored ${batch.index}`)
  }
  store.close()
}

function count(times: number, name: string): void {
  const store = openStore(path)
  for (let i = 0; i < times; i++) {
    const n = store.transaction(() => {
      const [last] = store.journal.newest('counted', ['count'], 1)
      const next = (last ? numberOf(last.body) : 0) + 1
      store.journal.append('counted', [
        { at: i, knownAt: i, kind: 'count', clientOrderId: name, body: { n: next }, keys: [`n:${next}`] },
      ])
      return next
    })
    say(`stored ${n}`)
    // Beside it the account, by compare and swap without a transaction of the caller.
    for (let written = false; !written; ) {
      const { version, body } = store.simulatedAccounts.read('shared') ?? { version: 0, body: { n: 0 } }
      written = store.simulatedAccounts.write('shared', version, { n: numberOf(body) + 1 })
    }
  }
  store.close()
}

function read(until: number): void {
  let store = openStore(path)
  let [seen, after, looks] = [0, 0, 0]
  while (seen < until) {
    for (const { seq, body } of store.journal.read('counted', after, 100)) {
      if (numberOf(body) !== seen + 1) throw new Error(`after ${seen} came ${numberOf(body)}`)
      seen = numberOf(body)
      after = seq
    }
    const { version, body } = store.simulatedAccounts.read('shared') ?? { version: 0, body: { n: 0 } }
    if (numberOf(body) !== version) throw new Error(`version ${version} holds ${numberOf(body)}`)
    if (++looks % 25 === 0) {
      store.close()
      store = openStore(path, { readonly: true })
    }
  }
  store.close()
  say(`looks ${looks}`)
}

function hold(name: string): void {
  const store = openStore(path)
  const wish = { name: 'stream', pid: process.pid, holder: name, token: name, since: Date.now(), note: null }
  const { taken, lease } = store.leases.take(wish, 60_000, isDead)
  say(`${taken ? 'taken' : 'refused'} ${lease.holder}`)
  if (taken) setInterval(() => store.leases.renew('stream', name, Date.now(), null), 50)
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

if (what === 'write') write(Number(rest[0]), Number(rest[1]))
if (what === 'count') count(Number(rest[0]), rest[1])
if (what === 'read') read(Number(rest[0]))
if (what === 'hold') hold(rest[0])
