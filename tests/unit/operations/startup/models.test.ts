import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkModels, hasModels } from '../../../../src/operations/startup/models.ts'
import { keep, marketHome, NOW } from '../models/home.ts'

let home: ReturnType<typeof marketHome>
afterEach(() => home?.close())

describe('the check of kept models', () => {
  it('is not made where none was kept', async () => {
    home = marketHome()
    expect(await hasModels(home.context)).toBe(false)
  })

  it('warns of models that are stale, and first of files that cannot be used', async () => {
    home = marketHome()
    await keep(home, 'daily', { symbols: ['SIMALL'], model: 'naive' })
    expect(await hasModels(home.context)).toBe(true)
    expect(await checkModels(home.context)).toEqual({ status: 'ok', message: '1 kept, none stale' })
    home.setNow(NOW + 7 * 86_400_000)
    expect(await checkModels(home.context)).toMatchObject({
      status: 'warn',
      message: 'stale: daily',
      hint: 'openbell models retrain --due',
    })
    writeFileSync(join(home.home, 'models', 'a.obm'), '')
    writeFileSync(join(home.home, 'models', 'b.obm'), '')
    const message = 'a has 0 bytes, fewer than any model (and 1 more cannot be used)'
    expect(await checkModels(home.context)).toMatchObject({ status: 'warn', message, hint: 'openbell models list' })
  })
})
