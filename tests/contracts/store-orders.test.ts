import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import type { Lease, NewJournalEntry, Proposal } from '../../src/ports/journal.ts'
import type { Store } from '../../src/ports/store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-store-orders-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const ACCOUNT = 'simulated:main'
const entry = (n: number, given: Partial<NewJournalEntry> = {}): NewJournalEntry => ({
  at: 1000 + n,
  knownAt: 2000 + n,
  kind: 'told',
  clientOrderId: `o${n}`,
  body: { n },
  ...given,
})
const numbers = (entries: readonly { body: unknown }[]) => entries.map(({ body }) => (body as { n: number }).n)

const proposal = (id: string, at: number): Omit<Proposal, 'usedAt'> => ({
  ...{ id, account: ACCOUNT, at, expiresAt: at + 60_000, origin: 'mcp' },
  body: { symbol: 'SPY', shares: 5, limit: null },
})

const lease = (token: string, since: number, pid = 1): Omit<Lease, 'renewedAt'> => ({
  ...{ name: 'stream:main', pid, holder: 'trade run sma-cross', token, since },
  note: { up: true },
})
const alive = () => false

/** What every store must do for orders; each adapter behind the port runs it. */
function ordersContract(name: string, open: () => Store): void {
  describe(`store contract for orders: ${name}`, () => {
    let store: Store
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    describe('journal', () => {
      test('what was appended comes back in order, numbered through all accounts', () => {
        const [first] = store.journal.append(ACCOUNT, [entry(1, { body: { n: 1, text: 'ü', none: undefined, bad: Number.NaN } })])
        expect(first).toEqual({
          ...entry(1),
          seq: first.seq,
          account: ACCOUNT,
          body: { n: 1, text: 'ü', bad: null },
        })
        const [other] = store.journal.append('alpaca-paper:PA3', [entry(9)])
        const more = store.journal.append(ACCOUNT, [entry(2), entry(3, { clientOrderId: null })])
        expect([first.seq < other.seq, other.seq < more[0].seq, more[0].seq < more[1].seq]).toEqual([true, true, true])
        expect(store.journal.read(ACCOUNT, 0)).toEqual([first, ...more])
        expect(store.journal.accounts()).toEqual(['alpaca-paper:PA3', ACCOUNT])
      })

      test('is read from where one stands, at most so much', () => {
        const seqs = store.journal
          .append(
            ACCOUNT,
            [1, 2, 3, 4].map((n) => entry(n)),
          )
          .map(({ seq }) => seq)
        expect(numbers(store.journal.read(ACCOUNT, seqs[1]))).toEqual([3, 4])
        expect(numbers(store.journal.read(ACCOUNT, 0, 2))).toEqual([1, 2])
        expect(store.journal.read(ACCOUNT, seqs[3])).toEqual([])
        expect(store.journal.last(ACCOUNT)).toBe(seqs[3])
      })

      test('an account without entries has none, and is no account', () => {
        store.journal.append(ACCOUNT, [])
        expect(store.journal.read(ACCOUNT, 0)).toEqual([])
        expect(store.journal.of(ACCOUNT, 'o1')).toEqual([])
        expect(store.journal.newest(ACCOUNT, ['told'], 5)).toEqual([])
        expect(store.journal.last(ACCOUNT)).toBe(0)
        expect(store.journal.accounts()).toEqual([])
      })

      test('is found by order, and by kind the newest first', () => {
        const kinds = ['intended', 'submitted', 'told', 'marked', 'told']
        store.journal.append(
          ACCOUNT,
          kinds.map((kind, n) => entry(n, { kind, clientOrderId: kind === 'marked' ? null : 'a' })),
        )
        store.journal.append('other', [entry(7, { clientOrderId: 'a' })])
        expect(numbers(store.journal.of(ACCOUNT, 'a'))).toEqual([0, 1, 2, 4])
        expect(numbers(store.journal.newest(ACCOUNT, ['told', 'marked', 'told'], 2))).toEqual([4, 3])
        expect(numbers(store.journal.newest(ACCOUNT, ['intended', 'told'], 9))).toEqual([4, 2, 0])
        expect(store.journal.newest(ACCOUNT, [], 9)).toEqual([])
      })

      test('what is known by a key is left out, in this append or a later one, of this account only', () => {
        const key = (n: number, ...keys: string[]) => entry(n, { keys })
        expect(numbers(store.journal.append(ACCOUNT, [key(1, 'x'), key(2, 'x'), entry(3), key(4, 'y', 'z')]))).toEqual([1, 3, 4])
        expect(store.journal.append(ACCOUNT, [key(5, 'new', 'z')])).toEqual([])
        expect(numbers(store.journal.append('other', [key(6, 'x')]))).toEqual([6])
        expect(numbers(store.journal.read(ACCOUNT, 0))).toEqual([1, 3, 4])
      })

      test('a further key of a second telling makes the third one known', () => {
        store.journal.append(ACCOUNT, [entry(1, { keys: ['fill:b1:100'] })])
        store.journal.append(ACCOUNT, [entry(2, { keys: ['execution:e1', 'fill:b1:100'] })])
        expect(store.journal.append(ACCOUNT, [entry(3, { keys: ['execution:e1'] })])).toEqual([])
      })

      test('an append is whole or not at all', () => {
        const endless: unknown[] = []
        endless.push(endless)
        expect(() => store.journal.append(ACCOUNT, [entry(1, { keys: ['x'] }), entry(2, { body: endless })])).toThrow()
        expect(store.journal.read(ACCOUNT, 0)).toEqual([])
        expect(store.journal.append(ACCOUNT, [entry(1, { keys: ['x'] })])).toHaveLength(1)
      })

      test('inside a transaction it is kept with the rest, or goes with it, keys and numbers included', () => {
        store.journal.append(ACCOUNT, [entry(1)])
        const failing = () =>
          store.transaction(() => {
            expect(store.journal.append(ACCOUNT, [entry(2, { keys: ['x'] })])).toHaveLength(1)
            expect(numbers(store.journal.read(ACCOUNT, 0))).toEqual([1, 2])
            store.simulatedAccounts.write('main', 0, { cash: 1 })
            throw new Error('judged otherwise')
          })
        expect(failing).toThrow('judged otherwise')
        expect(numbers(store.journal.read(ACCOUNT, 0))).toEqual([1])
        expect(store.simulatedAccounts.read('main')).toBeNull()
        const stored = store.transaction(() => {
          store.simulatedAccounts.write('main', 0, { cash: 2 })
          return store.journal.append(ACCOUNT, [entry(3, { keys: ['x'] })])
        })
        expect(store.journal.read(ACCOUNT, 0).slice(1)).toEqual(stored)
        expect(store.simulatedAccounts.read('main')).toEqual({ version: 1, body: { cash: 2 } })
      })

      test('a transaction inside another fails alone when that is caught', () => {
        store.transaction(() => {
          store.journal.append(ACCOUNT, [entry(1)])
          expect(() =>
            store.transaction(() => {
              store.journal.append(ACCOUNT, [entry(2, { keys: ['x'] })])
              throw new Error('inner')
            }),
          ).toThrow('inner')
          store.journal.append(ACCOUNT, [entry(3, { keys: ['x'] })])
        })
        expect(numbers(store.journal.read(ACCOUNT, 0))).toEqual([1, 3])
      })

      test('what was handed in or out can be changed without changing what is kept', () => {
        const body = { n: 1, deep: { list: [1] } }
        const [stored] = store.journal.append(ACCOUNT, [entry(1, { body })])
        body.deep.list.push(2)
        ;(stored.body as typeof body).deep.list.push(3)
        ;(store.journal.read(ACCOUNT, 0)[0].body as typeof body).deep.list.push(4)
        expect(store.journal.of(ACCOUNT, 'o1')[0].body).toEqual({ n: 1, deep: { list: [1] } })
      })

      test('property: whatever is appended, by whatever keys, equals a naive model', () => {
        const step = fc.record({
          account: fc.constantFrom('a', 'b'),
          keys: fc.array(fc.array(fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5'), { maxLength: 2 }), { maxLength: 3 }),
          fails: fc.boolean(),
        })
        fc.assert(
          fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
            const fresh = createModel()
            const real = open()
            steps.forEach(({ account, keys, fails }, i) => {
              const given = keys.map((one, k) => entry(10 * i + k, { keys: one }))
              try {
                real.transaction(() => {
                  real.journal.append(account, given)
                  if (fails) throw new Error('no')
                })
                fresh.append(account, given)
              } catch {}
            })
            for (const account of ['a', 'b']) expect(numbers(real.journal.read(account, 0))).toEqual(fresh.numbersOf(account))
            real.close()
          }),
          { numRuns: 60 },
        )
      })
    })

    describe('simulated accounts', () => {
      test('are written only by who read the newest version', () => {
        expect(store.simulatedAccounts.read('main')).toBeNull()
        expect(store.simulatedAccounts.write('main', 1, {})).toBe(false)
        expect(store.simulatedAccounts.write('main', 0, { cash: 1 })).toBe(true)
        expect(store.simulatedAccounts.write('main', 0, { cash: 2 })).toBe(false)
        expect(store.simulatedAccounts.write('main', 1, { cash: 3 })).toBe(true)
        expect(store.simulatedAccounts.write('main', 1, { cash: 4 })).toBe(false)
        expect(store.simulatedAccounts.read('main')).toEqual({ version: 2, body: { cash: 3 } })
      })

      test('are listed by name, and removed', () => {
        for (const account of ['swing', 'main']) store.simulatedAccounts.write(account, 0, {})
        store.simulatedAccounts.write('main', 1, {})
        expect(store.simulatedAccounts.list()).toEqual([
          { name: 'main', version: 2 },
          { name: 'swing', version: 1 },
        ])
        expect([store.simulatedAccounts.remove('main'), store.simulatedAccounts.remove('main')]).toEqual([true, false])
        expect(store.simulatedAccounts.write('main', 0, { cash: 5 })).toBe(true)
      })
    })

    describe('proposals', () => {
      test('come back as they were put, newest first, apart by account', () => {
        for (const [id, at] of [
          ['p-one', 1],
          ['p-three', 3],
          ['p-two', 2],
          ['p-third', 3],
        ] as const)
          store.proposals.put(proposal(id, at))
        store.proposals.put({ ...proposal('q', 9), account: 'other' })
        expect(store.proposals.get('p-one')).toEqual({ ...proposal('p-one', 1), usedAt: null })
        expect(store.proposals.list(ACCOUNT, 3).map(({ id }) => id)).toEqual(['p-third', 'p-three', 'p-two'])
      })

      test('are found by a beginning that no other has', () => {
        for (const id of ['abc', 'abd', 'abcd']) store.proposals.put(proposal(id, 1))
        expect(['abd', 'abc', 'abcd', 'x', ''].map((id) => store.proposals.get(id)?.id ?? null)).toEqual([
          'abd',
          'abc',
          'abcd',
          null,
          null,
        ])
        expect(() => store.proposals.get('ab')).toThrow(expect.objectContaining({ kind: 'usage' }))
      })

      test('are used once; putting one again does not make it fresh', () => {
        store.proposals.put(proposal('p', 1))
        expect([store.proposals.use('p', 5), store.proposals.use('p', 6), store.proposals.use('none', 6)]).toEqual([
          true,
          false,
          false,
        ])
        expect(store.proposals.get('p')?.usedAt).toBe(5)
        expect(() => store.proposals.put(proposal('p', 7))).toThrow('there is a proposal p already')
        expect(store.proposals.use('p', 8)).toBe(false)
      })

      test('say from their use on what was said with it, and nothing that came too late', () => {
        for (const id of ['p', 'q']) store.proposals.put(proposal(id, 1))
        expect(store.proposals.use('p', 5, { declined: true })).toBe(true)
        expect(store.proposals.use('p', 6, { declined: false })).toBe(false)
        expect(store.proposals.get('p')).toEqual({ ...proposal('p', 1), usedAt: 5, body: { declined: true } })
        expect(store.proposals.use('q', 7)).toBe(true)
        expect(store.proposals.use('q', 8, { declined: true })).toBe(false)
        expect(store.proposals.get('q')).toEqual({ ...proposal('q', 1), usedAt: 7 })
      })
    })

    describe('leases', () => {
      test('one holds it; others are told who', () => {
        expect(store.leases.take(lease('t1', 100), 1000, alive)).toEqual({
          taken: true,
          lease: { ...lease('t1', 100), renewedAt: 100 },
        })
        expect(store.leases.take(lease('t2', 200, 2), 1000, alive)).toEqual({
          taken: false,
          lease: { ...lease('t1', 100), renewedAt: 100 },
        })
        expect(store.leases.take({ ...lease('t2', 200, 2), name: 'another' }, 1000, alive).taken).toBe(true)
        expect(store.leases.take(lease('t1', 250), 1000, alive).taken).toBe(true)
      })

      test('is taken over when its process is dead or silent for too long', () => {
        store.leases.take(lease('t1', 100, 77), 1000, alive)
        expect(store.leases.take(lease('t2', 1100), 1000, alive).taken).toBe(false)
        expect(store.leases.take(lease('t2', 1101), 1000, alive).taken).toBe(true)
        expect(store.leases.take(lease('t3', 1102, 78), 1000, (pid) => pid === 77).taken).toBe(false)
        expect(store.leases.take(lease('t3', 1102, 78), 1000, (pid) => pid === 1).taken).toBe(true)
        expect(store.leases.read('stream:main')).toMatchObject({ token: 't3', pid: 78, renewedAt: 1102 })
      })

      test('only its owner renews and releases it', () => {
        store.leases.take(lease('t1', 100), 1000, alive)
        expect(store.leases.renew('stream:main', 'other', 900, null)).toBe(false)
        expect(store.leases.renew('stream:main', 't1', 900, { up: false })).toBe(true)
        expect(store.leases.read('stream:main')).toMatchObject({ since: 100, renewedAt: 900, note: { up: false } })
        store.leases.release('stream:main', 'other')
        expect(store.leases.read('stream:main')).not.toBeNull()
        store.leases.release('stream:main', 't1')
        expect(store.leases.read('stream:main')).toBeNull()
        expect(store.leases.renew('stream:main', 't1', 950, null)).toBe(false)
      })
    })

    test('drills are kept, apart from scans', () => {
      store.kept.add({ kind: 'drill', at: 1, asOf: 1, subject: 'halt', source: 'pocket', body: { passed: true } })
      store.kept.add({ kind: 'scan', at: 2, asOf: 2, subject: 'rsi(14) < 30', source: 'import', body: [] })
      expect(store.kept.list('drill', 5)).toMatchObject([{ subject: 'halt', body: { passed: true } }])
    })
  })
}

/** A journal as a list and a map of keys. */
function createModel() {
  const entries: { account: string; n: number }[] = []
  const known = new Set<string>()
  return {
    append(account: string, given: NewJournalEntry[]) {
      for (const { body, keys = [] } of given) {
        const names = keys.map((key) => `${account} ${key}`)
        if (!names.some((name) => known.has(name))) entries.push({ account, n: (body as { n: number }).n })
        for (const name of names) known.add(name)
      }
    },
    numbersOf: (account: string) => entries.filter((one) => one.account === account).map(({ n }) => n),
  }
}

let files = 0
ordersContract('sqlite', () => openStore(join(folder, `${files++}.db`)))
ordersContract('memory', createMemoryStore)

describe('a store in a file', () => {
  test('keeps all of it; opened to read it answers, and refuses to write by name', () => {
    const path = join(folder, 'kept.db')
    const store = openStore(path)
    store.journal.append(ACCOUNT, [entry(1, { keys: ['x'] })])
    store.simulatedAccounts.write('main', 0, { cash: 1 })
    store.proposals.put(proposal('p', 1))
    store.leases.take(lease('t1', 100), 1000, alive)
    store.close()
    const reader = openStore(path, { readonly: true })
    expect(numbers(reader.journal.read(ACCOUNT, 0))).toEqual([1])
    expect(reader.simulatedAccounts.read('main')?.version).toBe(1)
    expect(reader.proposals.get('p')?.usedAt).toBeNull()
    expect(reader.leases.read('stream:main')?.token).toBe('t1')
    const refusal = expect.objectContaining({ kind: 'config', message: `the store ${path} cannot be written` })
    expect(() => reader.journal.append(ACCOUNT, [entry(2)])).toThrow(refusal)
    expect(() => reader.simulatedAccounts.write('main', 1, {})).toThrow(refusal)
    expect(() => reader.proposals.use('p', 2)).toThrow(refusal)
    expect(() => reader.leases.take(lease('t2', 9999), 1000, alive)).toThrow(refusal)
    expect(reader.transaction(() => reader.journal.last(ACCOUNT))).toBe(1)
    expect(() => reader.transaction(() => reader.journal.append(ACCOUNT, [entry(2)]))).toThrow(refusal)
    reader.close()
    const again = openStore(path)
    expect(again.journal.append(ACCOUNT, [entry(2, { keys: ['x'] })])).toEqual([])
    again.close()
  })
})
