import { expect, it } from 'vitest'
import { keepServed } from '../../../../src/operations/session/keep-served.ts'
import { createTapeSession } from '../../../support/tape-session.ts'
import { AT, createWorld, until } from './shared.ts'

it('a session is served as soon as the one before has left the place', async () => {
  const world = await createWorld()
  const { guest } = world
  const warnings: string[] = []
  const context = { ...guest, progress: { ...guest.progress, warn: (text: string) => void warnings.push(text) } }
  const served = await keepServed(context, createTapeSession(['SIMZ'], AT), 'stream SIMZ', 20)
  try {
    const [hub, signal] = [await guest.hub(), new AbortController().signal]
    const owner = async () => {
      const client = await hub.find('simulated', { pid: 3, what: 'a test' }, signal)
      client?.close()
      return client?.owner.holder ?? null
    }
    expect(await owner()).toBe('stream SIMA SIMB')
    expect(warnings).toEqual([expect.stringContaining('runs a session of the simulated source here already')])
    await world.stop('the first has ended')
    let holder: string | null = null
    const look = setInterval(async () => {
      holder = await owner()
    }, 30)
    await until(() => holder === 'stream SIMZ', 'the second is served').finally(() => clearInterval(look))
    expect(warnings).toHaveLength(1)
  } finally {
    await served.close('the test is over')
    await world.close()
  }
})
