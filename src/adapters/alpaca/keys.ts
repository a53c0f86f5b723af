import { OpenbellError } from '../../core/errors.ts'
import type { Secret } from '../../core/settings.ts'

/** Names of the settings that hold a pair of keys. */
export interface KeyNames {
  id: string
  secret: string
}

export const PAPER_KEYS: KeyNames = { id: 'APCA_API_KEY_ID', secret: 'APCA_API_SECRET_KEY' }
export const LIVE_KEYS: KeyNames = { id: 'APCA_LIVE_API_KEY_ID', secret: 'APCA_LIVE_API_SECRET_KEY' }

export interface Keys {
  keyId: Secret | null
  secretKey: Secret | null
  /** Default those of paper. */
  keyNames?: KeyNames
}

/** @throws OpenbellError `config` naming the missing settings, never their values */
export function readKeys(options: Keys): { keyId: string; secret: string } {
  const { keyId, secretKey, keyNames = PAPER_KEYS } = options
  const key = keyId?.reveal() ?? ''
  const secret = secretKey?.reveal() ?? ''
  const missing = [key === '' && keyNames.id, secret === '' && keyNames.secret].filter((name) => name !== false)
  if (missing.length === 0) return { keyId: key, secret }
  throw new OpenbellError(
    'config',
    `Alpaca needs keys, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`,
    'openbell init',
  )
}
