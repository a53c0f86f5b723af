/** Child of the store's process tests: `append-child.ts PATH SEED BATCHES [PART PARTS]` appends its share of a plan and says each batch that is stored. */
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { appendBatch, appendPlan } from './append-plan.ts'

const [path, seed, batches, part = '0', parts = '1'] = process.argv.slice(2)
const store = openStore(path)
process.stdout.write('ready\n')
appendPlan(Number(seed), Number(batches)).forEach((batch, index) => {
  if (index % Number(parts) !== Number(part)) return
  appendBatch(store, batch)
  process.stdout.write(`stored ${index}\n`)
})
store.close()
