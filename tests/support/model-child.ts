/** `model-child.ts FOLDER`: writes the model `daily` over and over, each time larger than before, and says each that is written. */
import { createModels } from '../../src/adapters/model/folder.ts'

const models = createModels(process.argv[2])
for (let round = 1; ; round++) {
  const numbers = new Float32Array(200_000 + round).fill(round)
  await models.write('daily', { head: { round }, arrays: { numbers } })
  process.stdout.write(`written ${round}\n`)
}
