import { createWasmTrainer } from '../../src/adapters/trainer/threads.ts'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import { USER_MODULES } from '../../src/strategy/user-module.ts'
import { trainerContract } from './trainer.ts'

for (const [name, workers] of [
  ['in this thread', 1],
  ['in two threads', 2],
] as const) {
  trainerContract(`WebAssembly ${name}`, async () => {
    const trainer = createWasmTrainer({ workers: createThreads(), userModules: USER_MODULES })
    return { trainer, workers, close: () => trainer.close() }
  })
}
