import { OpenbellError } from '../../core/errors.ts'
import type { Lease, LeasesRepository, Proposal, ProposalsRepository, SimulatedAccountsRepository } from '../../ports/journal.ts'
import { type Part, rememberMap } from './part.ts'

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown

/** Simulated accounts in memory, kept as the text they would be in a file. */
export function createSimulatedAccounts(): Part<SimulatedAccountsRepository> {
  const accounts = new Map<string, { version: number; text: string }>()
  const repository: SimulatedAccountsRepository = {
    read(name) {
      const found = accounts.get(name)
      return found ? { version: found.version, body: JSON.parse(found.text) as unknown } : null
    },
    write(name, version, body) {
      if ((accounts.get(name)?.version ?? 0) !== version) return false
      accounts.set(name, { version: version + 1, text: JSON.stringify(body ?? null) })
      return true
    },
    remove: (name) => accounts.delete(name),
    list: () => [...accounts].map(([name, { version }]) => ({ name, version })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  return { repository, remember: () => rememberMap(accounts) }
}

/** Proposals in memory. */
export function createProposals(): Part<ProposalsRepository> {
  const proposals = new Map<string, Proposal>()
  const repository: ProposalsRepository = {
    put(proposal) {
      if (proposals.has(proposal.id)) throw new OpenbellError('internal', `there is a proposal ${proposal.id} already`)
      proposals.set(proposal.id, { ...proposal, body: asJson(proposal.body), usedAt: null })
    },
    get(id) {
      const found = id === '' ? [] : [...proposals.keys()].filter((one) => one.startsWith(id)).sort()
      if (found.length > 1 && !found.includes(id)) {
        throw new OpenbellError('usage', `several proposals begin with '${id}': ${found.join(', ')}`, 'openbell trade approve')
      }
      const proposal = proposals.get(found.includes(id) ? id : found[0])
      return proposal ? copyOf(proposal) : null
    },
    use(id, at, body) {
      const proposal = proposals.get(id)
      if (!proposal || proposal.usedAt !== null) return false
      proposals.set(id, { ...proposal, usedAt: at, ...(body !== undefined && { body: asJson(body) }) })
      return true
    },
    list: (account, limit) =>
      [...proposals.values()]
        .filter((one) => one.account === account)
        .reverse()
        .sort((a, b) => b.at - a.at)
        .slice(0, limit)
        .map(copyOf),
  }
  return { repository, remember: () => rememberMap(proposals) }
}

function copyOf(proposal: Proposal): Proposal {
  return { ...proposal, body: asJson(proposal.body) }
}

/** Leases in memory: of use to one process with several paths. */
export function createLeases(): Part<LeasesRepository> {
  const leases = new Map<string, Lease>()
  const read = (name: string) => {
    const lease = leases.get(name)
    return lease ? { ...lease, note: asJson(lease.note) } : null
  }
  const repository: LeasesRepository = {
    take(wish, staleMs, dead) {
      const lease = read(wish.name)
      const free = !lease || lease.token === wish.token || wish.since - lease.renewedAt > staleMs || dead(lease.pid)
      if (!free) return { taken: false, lease }
      leases.set(wish.name, { ...wish, renewedAt: wish.since, note: asJson(wish.note) })
      return { taken: true, lease: read(wish.name) as Lease }
    },
    renew(name, token, at, note) {
      const lease = leases.get(name)
      if (lease?.token !== token) return false
      leases.set(name, { ...lease, renewedAt: at, note: asJson(note) })
      return true
    },
    release(name, token) {
      if (leases.get(name)?.token === token) leases.delete(name)
    },
    read,
  }
  return { repository, remember: () => rememberMap(leases) }
}
