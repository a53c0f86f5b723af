import type { PeerAnswer } from '../../ports/peers.ts'
import { cleanJson, cleanText, withoutSecrets } from './clean.ts'

/** Characters of text, and of a structured answer as JSON: what is longer is cut, or left out whole. */
const MOST_TEXT = 16_000
const MOST_STRUCTURED = 64_000

/** What of a tool's answer is read; everything else (pictures, links, `_meta`) is left. */
export interface RawAnswer {
  content?: { type: string; text?: string; resource?: { text?: string } }[]
  structuredContent?: unknown
  isError?: boolean
}

/** An answer as it may be shown: bounded, without what steers a terminal, and without what we told the peer in confidence. */
export function answerOf(peer: string, tool: string, raw: RawAnswer, secrets: readonly string[]): PeerAnswer {
  const said = (raw.content ?? []).map((one) => one.text ?? one.resource?.text ?? '').filter((text) => text !== '')
  const text = withoutSecrets(said.join('\n'), secrets)
  const json = raw.structuredContent === undefined ? 'null' : withoutSecrets(JSON.stringify(raw.structuredContent), secrets)
  const tooLong = json.length > MOST_STRUCTURED
  return {
    peer,
    tool,
    structured: tooLong ? null : cleanJson(JSON.parse(json)),
    text: cleanText(text, MOST_TEXT),
    isError: raw.isError === true,
    truncated: tooLong || text.length > MOST_TEXT,
  }
}
