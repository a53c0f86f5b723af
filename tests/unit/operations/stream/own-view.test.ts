import { expect, it } from 'vitest'
import { openTestSession } from '../../../support/key-screen.ts'

it('a session that has ended stands still: no clock that runs on, no prices that grow old', async () => {
  const { session, close } = await openTestSession(['SIMALL'])
  await close()
  const { view } = session
  const { now, watch } = view
  const { ageMs } = watch[0].quality
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(view.now).toBe(now)
  expect(view.stream).toMatchObject({ state: 'over', since: now })
  expect(view.watch[0].quality).toMatchObject({ state: 'closed', ageMs })
})
