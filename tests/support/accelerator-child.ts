import { openAccelerator } from '../../src/adapters/trainer/accelerator/accelerator.ts'
import type { TrainingJob } from '../../src/ports/trainer.ts'

/** Trains without end on the accelerator of a folder, prints what its library prints, and `training` once it is at it. */

const print = (_: string, fields?: Record<string, unknown>) => process.stdout.write(String(fields?.text ?? ''))
const log = { debug: print, info: print, warn: print, error: print }
const { signal } = new AbortController()
const userModules = new URL('../../src/strategy/user-module.ts', import.meta.url)
const accelerator = await openAccelerator({ folder: process.argv[2], userModules, log }, signal)
const job: TrainingJob = {
  spec: { kind: 'nlinear', input: 8, horizon: 2, settings: {}, file: null },
  seed: 1,
  learning: { loss: 'mae', batch: 8, learningRate: 0.01 },
  start: null,
  stages: [{ train: [{ series: 0, from: 8, to: 90, step: 1 }], validate: [], steps: 100_000_000, predict: [] }],
}
const data = { columns: [Float64Array.from({ length: 100 }, (_, row) => row % 7)], scales: [null], anchor: 'last' as const }
const work = accelerator.run(data, [job], { signal, progress() {} })
process.stdout.write('training\n')
await work
