import { OpenbellError } from '../../../core/errors.ts'
import type { Secret } from '../../../core/settings.ts'
import type { Mode } from '../../../ports/broker.ts'
import { isLoopback } from '../client.ts'
import { type KeyNames, LIVE_KEYS, PAPER_KEYS } from '../keys.ts'

/** Live is one host by name; every other address, a local one too, is paper. */
export function modeOf(tradingUrl: string): Mode {
  return URL.canParse(tradingUrl) && isLiveHost(tradingUrl) ? 'live' : 'paper'
}

/** A name with a dot behind it is the same host. */
function isLiveHost(url: string): boolean {
  return new URL(url).hostname.replace(/\.$/, '') === 'api.alpaca.markets'
}

export function keyNamesOf(mode: Mode): KeyNames {
  return mode === 'live' ? LIVE_KEYS : PAPER_KEYS
}

/**
 * Where the account's stream is, unless somebody says otherwise.
 * @throws OpenbellError `config` for what is no address
 */
export function streamUrlOf(tradingUrl: string): string {
  checkAddress(tradingUrl, ['https:', 'http:'])
  const { protocol, host } = new URL(tradingUrl)
  return `${protocol === 'http:' ? 'ws' : 'wss'}://${host}/stream`
}

/**
 * Money and rehearsal are kept apart before anything is sent.
 * @throws OpenbellError `config` when mode, address and keys do not belong together, or keys would travel in the open
 */
export function checkAccess(access: { mode: Mode; tradingUrl: string; streamUrl: string; keyId: Secret | null }): void {
  const { mode, tradingUrl, streamUrl } = access
  checkAddress(tradingUrl, ['https:', 'http:'])
  checkAddress(streamUrl, ['wss:', 'ws:'])
  const host = new URL(tradingUrl).hostname
  if (modeOf(tradingUrl) !== mode) {
    throw mode === 'live'
      ? new OpenbellError(
          'config',
          `live trading is at api.alpaca.markets only, and the trading host is ${host}`,
          'set APCA_API_BASE_URL=https://api.alpaca.markets',
        )
      : new OpenbellError(
          'config',
          `${host} is the live host, and this is paper`,
          'set APCA_API_BASE_URL=https://paper-api.alpaca.markets, or trade there with --live',
        )
  }
  if (isLiveHost(streamUrl) !== (mode === 'live')) {
    throw new OpenbellError(
      'config',
      `orders would go to ${host}, but updates come from ${new URL(streamUrl).host}`,
      'openbell config',
    )
  }
  checkKey(mode, access.keyId?.reveal() ?? '')
}

/** The vendor's key ids begin with PK on paper and with AK on live accounts; other beginnings are left to the vendor to judge. */
function checkKey(mode: Mode, keyId: string): void {
  const wrong = mode === 'live' ? keyId.startsWith('PK') : keyId.startsWith('AK')
  if (!wrong) return
  const { id } = keyNamesOf(mode)
  throw mode === 'live'
    ? new OpenbellError('config', `${id} holds a paper key (PK...), which is refused on the live host`, `set ${id} to a live key`)
    : new OpenbellError('config', `${id} holds a live key (AK...), which is refused on a paper host`, `set ${id} to a paper key`)
}

function checkAddress(url: string, [safe, open]: [string, string]): void {
  if (!URL.canParse(url) || ![safe, open].includes(new URL(url).protocol)) {
    throw new OpenbellError('config', `'${url}' is no ${safe}// address`, 'openbell config')
  }
  if (new URL(url).protocol === open && !isLoopback(url)) {
    throw new OpenbellError(
      'config',
      `${new URL(url).host} is asked over ${open}, so keys would travel in the open`,
      `use ${safe}//${new URL(url).host}`,
    )
  }
}
