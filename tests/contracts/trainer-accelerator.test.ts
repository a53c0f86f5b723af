import { openAccelerator } from '../../src/adapters/trainer/accelerator/accelerator.ts'
import { homeWithAccelerator, STAND_IN } from '../support/accelerator-package.ts'
import { trainerContract } from './trainer.ts'

const userModules = new URL('../../src/strategy/user-module.ts', import.meta.url)
const log = { debug() {}, info() {}, warn() {}, error() {} }

// Its library runs on no machine of ours: a package with its outward form stands in, in the same process, behind the same channel.
trainerContract('the accelerator in a process of its own', async () => {
  const { folder } = homeWithAccelerator(STAND_IN)
  const trainer = await openAccelerator({ folder, userModules, log }, new AbortController().signal)
  return { trainer, close: () => trainer.close() }
})
