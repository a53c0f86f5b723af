import { describe, expect, it } from 'vitest'
import { loadSettings } from '../../../../src/adapters/settings/load.ts'
import { packSettings, unpackSettings } from '../../../../src/mcp/jobs/packed-settings.ts'
import { freshHome } from '../../../support/cli.ts'

describe('settings on their way to the process of a job', () => {
  const home = freshHome()
  const env = {
    APCA_API_KEY_ID: 'PKPAPER',
    APCA_API_SECRET_KEY: 'papersecret',
    APCA_LIVE_API_KEY_ID: 'AKLIVE',
    APCA_LIVE_API_SECRET_KEY: 'livesecret',
  }
  const settings = loadSettings({ flags: { home, seed: '7', 'as-of': '2026-03-20T20:00:00Z' }, env, cwd: home })
  const packed = packSettings(settings)
  const unpacked = unpackSettings(structuredClone(packed))

  it('arrive as they were, with where they came from', () => {
    const { alpacaLiveKeyId, alpacaLiveSecretKey, ...others } = settings
    expect(JSON.parse(JSON.stringify(unpacked))).toMatchObject(JSON.parse(JSON.stringify(others)))
    expect(unpacked.origins.seed).toBe('flag')
    expect(unpacked.alpacaSecretKey?.reveal()).toBe('papersecret')
    expect(Object.isFrozen(unpacked)).toBe(true)
    expect(JSON.stringify(unpacked)).not.toContain('papersecret')
  })

  it('the keys of the live account stay behind', () => {
    expect(unpacked.alpacaLiveKeyId).toBeNull()
    expect(unpacked.alpacaLiveSecretKey).toBeNull()
    expect(JSON.stringify(packed)).not.toMatch(/AKLIVE|livesecret/)
  })
})
