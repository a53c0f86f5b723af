import { expect, test } from 'vitest'
import { loadSettings } from '../../../../src/adapters/settings/load.ts'
import { typedFlags } from '../../../../src/operations/common/typed-flags.ts'
import { freshHome } from '../../../support/cli.ts'

const settings = (flags: Record<string, string>, env: Record<string, string> = {}) =>
  loadSettings({ flags, env: { OPENBELL_HOME: '/nowhere', ...env }, cwd: freshHome() })

test('what was typed is repeated, in the order of the help', () => {
  const flags = { session: 'regular', seed: '7', source: 'store', 'as-of': '2026-03-20T20:00:00Z', broker: 'simulated' }
  expect(typedFlags(settings(flags))).toBe(' --source store --as-of 2026-03-20T20:00:00Z --seed 7 --session regular')
})

test('what stays in force by itself is not', () => {
  expect(typedFlags(settings({}, { OPENBELL_SOURCE: 'yahoo', OPENBELL_SEED: '7' }))).toBe('')
})

test('a folder is quoted for the shell', () => {
  expect(typedFlags(settings({ home: "/tmp/it's here" }))).toBe(" --home '/tmp/it'\\''s here'")
})
