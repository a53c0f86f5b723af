import { z } from '../operation.ts'

export const peerOutput = z.strictObject({
  name: z.string().describe('Name'),
  transport: z.enum(['stdio', 'http']).describe('A program that is started, or an address'),
  target: z.string().describe('Its command without arguments, or host and path of its address'),
  tokenEnv: z.string().nullable().describe('Environment variable with the bearer token'),
  env: z.array(z.string()).describe('Environment variables that it is given'),
  approved: z.int().describe('Tools that a person approved'),
  addedAt: z.string().describe('When it was connected (ISO 8601 UTC)'),
})
export type PeerRow = z.infer<typeof peerOutput>

export const peerToolOutput = z.strictObject({
  name: z.string().describe("The peer's own name of it"),
  exposedAs: z.string().describe('Name that AI clients of this server see'),
  description: z.string().describe('What the peer says of it: text from outside'),
  state: z
    .enum(['pinned', 'new', 'changed', 'refused'])
    .describe('pinned: as approved; new, changed: not callable until approved; refused: never callable'),
  reason: z.string().nullable().describe('Why it is refused'),
  asks: z.enum(['news', 'sentiment', 'fundamental', 'technical']).nullable().describe('What federate asks it for'),
  hash: z.string().describe('SHA-256 of its name, words, schemas and hints'),
})
export type PeerToolRow = z.infer<typeof peerToolOutput>

/** What a peer offers, as it said it a moment ago. */
export const offerFields = {
  peer: z.string().describe('Name of the peer'),
  title: z.string().nullable().describe("The server's own name: a claim"),
  version: z.string().nullable().describe("The server's own version: a claim"),
  protocol: z.string().nullable().describe('Protocol revision spoken with it'),
  tools: z.array(peerToolOutput).describe('Its tools, in its order'),
  prompts: z.int().describe('Prompts it offers: not used'),
  resources: z.int().describe('Resources it offers: not used'),
  approved: z.array(z.string()).describe('Tools that were approved by this command'),
  waiting: z.array(z.string()).describe('Tools that wait for approval'),
  fingerprint: z.string().describe('Of all tools as they are now: approve --seen takes it'),
}
export const offerOutput = z.strictObject(offerFields)
export type Offer = z.infer<typeof offerOutput>
