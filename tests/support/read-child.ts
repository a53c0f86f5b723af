/** Child of the store's process tests: `read-child.ts PATH UNTIL` reads until UNTIL bars are there; every look must be whole and never shrink. */
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { storedSlots } from './append-plan.ts'

const [path, until] = process.argv.slice(2)
let store = openStore(path)
let known = 0
let looks = 0
while (known < Number(until)) {
  const slots = storedSlots(store, 'bars')
  if (slots.length < known) throw new Error(`${known} bars became ${slots.length}`)
  for (let i = 1; i < slots.length; i++) if (slots[i] <= slots[i - 1]) throw new Error(`slot ${slots[i]} after ${slots[i - 1]}`)
  known = slots.length
  if (++looks % 10 === 0) {
    store.close()
    store = openStore(path, { readonly: true })
  }
}
store.close()
process.stdout.write(`looks ${looks}\n`)
