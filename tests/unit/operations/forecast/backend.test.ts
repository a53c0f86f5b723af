import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { view as installView } from '../../../../src/cli/views/forecast-backend-install.ts'
import { view as listView } from '../../../../src/cli/views/forecast-backend-list.ts'
import { view as testView } from '../../../../src/cli/views/forecast-backend-test.ts'
import { forecastBackendInstall } from '../../../../src/operations/forecast/backend/install.ts'
import { forecastBackendList } from '../../../../src/operations/forecast/backend/list.ts'
import { forecastBackendTest } from '../../../../src/operations/forecast/backend/test.ts'
import { homeWithAccelerator, STAND_IN, standInWith } from '../../../support/accelerator-package.ts'
import { freshHome } from '../../../support/cli.ts'
import { createTestContext } from '../../../support/context.ts'

const plain = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }

describe('forecast backend list', () => {
  it('says what is ready, what is not installed, and what is broken and why', async () => {
    const { run } = createTestContext()
    const answer = await run(forecastBackendList, {})
    expect(answer.backends).toMatchObject([
      { name: 'wasm', state: 'ready', folder: null },
      { name: 'tfjs-gpu', state: 'not-installed', library: null },
    ])
    expect(listView(answer, plain)).toContain('next: openbell forecast backend test, openbell forecast backend install tfjs-gpu')
    const { home, folder } = homeWithAccelerator(`throw new Error('libcudnn.so.8: cannot open shared object file')`)
    const broken = await createTestContext({ home }).run(forecastBackendList, {})
    expect(broken.backends[1]).toMatchObject({ state: 'broken', library: '@tensorflow/tfjs-node-gpu 4.22.0', folder })
    expect(listView(broken, plain)).toMatch(/libcudnn\.so\.8 is missing on this machine/)
    const ready = await createTestContext(homeWithAccelerator(STAND_IN)).run(forecastBackendList, {})
    expect(ready.backends[1]).toMatchObject({ state: 'ready' })
  })
})

describe('forecast backend test', () => {
  it('the default backend learns, and agrees with itself to the bit', async () => {
    const answer = await createTestContext().run(forecastBackendTest, {})
    expect(answer).toMatchObject({ backend: 'wasm', reproducible: true, learns: true, agrees: true, maxDifference: 0 })
    expect(answer.error).toBeLessThan(0.2 * answer.naiveError)
    expect(forecastBackendTest.fault?.(answer)).toBeNull()
    expect(testView(answer, plain)).toContain('the same bytes every time')
  })

  it('the accelerator is compared with the default backend', async () => {
    const { run } = createTestContext(homeWithAccelerator(STAND_IN))
    const answer = await run(forecastBackendTest, { name: 'tfjs-gpu' })
    expect(answer).toMatchObject({ backend: 'tfjs-gpu', reproducible: false, learns: true, agrees: true })
    expect(answer.comparedWith).not.toBe(answer.library)
  })

  it('one that reckons otherwise fails', async () => {
    // Small products, as the first one that is tried, are right.
    const wrong = standInWith(`const { matMul, mul } = core
      module.exports.matMul = (a, ...rest) => mul(matMul(a, ...rest), a.shape.at(-1) > 16 ? 1.02 : 1)`)
    const { run } = createTestContext(homeWithAccelerator(wrong))
    const answer = await run(forecastBackendTest, { name: 'tfjs-gpu' })
    expect(answer.agrees).toBe(false)
    expect(forecastBackendTest.fault?.(answer)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/differ from those of/),
    })
    expect(testView(answer, plain)).toMatch(/agrees {3}NO/)
  })

  it('a name that nobody knows', async () => {
    await expect(createTestContext().run(forecastBackendTest, { name: 'tpu' })).rejects.toMatchObject({ kind: 'usage' })
  })
})

describe('forecast backend install', () => {
  it('says what it would run and where, and does nothing in a dry run', async () => {
    const { run, home, notes } = createTestContext({ dryRun: true })
    const answer = await run(forecastBackendInstall, { name: 'tfjs-gpu' })
    expect(answer).toMatchObject({ installed: false, state: 'not-installed', folder: `${home}/backends/tfjs-gpu` })
    expect(notes[0]).toContain(`'${answer.command}' for ${answer.folder}`)
    expect(installView(answer, { ...plain, dryRun: true })).toContain(`would be installed by: ${answer.command}`)
  })

  it('does nothing without a yes', async () => {
    const { context } = createTestContext({ home: freshHome() })
    const install = (answer: string | null) =>
      forecastBackendInstall.run({ ...context, ask: async () => answer }, { name: 'tfjs-gpu' })
    await expect(install('no')).rejects.toMatchObject({ kind: 'canceled' })
    await expect(install(null)).rejects.toMatchObject({ kind: 'usage', hint: 'openbell forecast backend install tfjs-gpu --yes' })
    const states = await (await context.backends()).list(context.signal)
    expect(states[1].state).toBe('not-installed')
  })
})
