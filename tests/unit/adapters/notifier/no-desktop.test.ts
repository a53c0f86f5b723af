import { platform } from 'node:os'
import { afterEach, expect, it } from 'vitest'
import { NOTICE, never, notifierOf } from './notice.ts'

const path = process.env.PATH
afterEach(() => {
  process.env.PATH = path
})

it.runIf(platform() === 'linux')('a machine without a notifier says so', async () => {
  process.env.PATH = '/nowhere'
  const outcome = await notifierOf({ desktop: true }).send('desktop', NOTICE, never)
  expect(outcome).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('this machine has no notifier') })
})
