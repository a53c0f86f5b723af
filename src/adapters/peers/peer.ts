import type PQueue from 'p-queue'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PeerAnswer, PeerConfig, PeerManifest, PeerTool } from '../../ports/peers.ts'
import { abortable } from '../common/vendor-fault.ts'
import { answerOf, type RawAnswer } from './answer.ts'
import { cleanLine, tellable } from './clean.ts'
import { secretsOf } from './config.ts'
import { brokenWord, reasonOf, refused } from './faults.ts'
import { createGuard, type Guard } from './guard.ts'
import { type Link, openLink } from './link.ts'
import { offeredBy, type RawTool } from './offered.ts'
import { schemaCheck } from './schema-check.ts'

const LIST_MS = 10_000
const CALL_MS = 20_000
/** How long a list of tools is taken for current: after that a call looks again whether its tool is still the approved one. */
const LIST_AGE_MS = 30_000

export interface PeerOptions {
  env: Record<string, string | undefined>
  clock: Clock
  version: string
  /** Connections are opened a few at a time: many programs started at once all start too late. */
  starts: PQueue
}

/** One peer: its connection (opened when it is first needed, again after it broke), its fence, and what it offers. */
export class Peer {
  #config: PeerConfig
  readonly #options: PeerOptions
  readonly #guard: Guard
  readonly #life = new AbortController()
  #link: Promise<Link> | null = null
  #open: Link | null = null
  #prior: Link['prior'] = null
  #listed: { raw: RawTool[]; at: number } | null = null

  constructor(config: PeerConfig, options: PeerOptions) {
    this.#config = config
    this.#options = options
    this.#guard = createGuard(config.name)
  }

  /** False when the name stands for another program or address now. */
  isFor({ transport }: PeerConfig): boolean {
    return JSON.stringify(transport) === JSON.stringify(this.#config.transport)
  }

  /** What was approved meanwhile. */
  update(config: PeerConfig): void {
    this.#config = config
  }

  /** @throws OpenbellError unavailable */
  manifest(signal: AbortSignal): Promise<PeerManifest> {
    return this.#guarded(signal, async (link) => {
      const { name, version } = link.client.getServerVersion() ?? {}
      const { prompts, resources } = link.client.getServerCapabilities() ?? {}
      const ask = { timeout: LIST_MS, signal }
      return {
        peer: this.#config.name,
        title: name === undefined ? null : cleanLine(name, 80),
        version: version === undefined ? null : cleanLine(version, 40),
        protocol: link.client.getNegotiatedProtocolVersion() ?? null,
        tools: await this.#tools(link, signal, 0),
        prompts: prompts ? await countOf(link.client.listPrompts(undefined, ask).then((page) => page.prompts)) : 0,
        resources: resources ? await countOf(link.client.listResources(undefined, ask).then((page) => page.resources)) : 0,
      }
    })
  }

  /** @throws OpenbellError unavailable, not-found, denied, usage */
  async call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<PeerAnswer> {
    return this.#guarded(signal, async (link) => {
      const tool = callable(this.#config, await this.#tools(link, signal, LIST_AGE_MS), name)
      const wrong = (await this.#check(tool, 'inputSchema'))(args)
      if (wrong === null) return this.#ask(link, tool, args, signal)
      throw new OpenbellError('usage', `${tool.exposedAs}: ${cleanLine(wrong, 200)}`, `openbell mcp show ${tool.peer}`)
    })
  }

  async close(): Promise<void> {
    const link = this.#link
    this.#link = null
    this.#life.abort()
    await link?.then((one) => one.close()).catch(() => {})
  }

  async #ask({ client }: Link, tool: PeerTool, args: Record<string, unknown>, signal: AbortSignal): Promise<PeerAnswer> {
    const ask = { timeout: CALL_MS, maxTotalTimeout: CALL_MS, signal }
    // Checked below by the same schema without its regular expressions.
    const toolDefinition = { name: tool.name, inputSchema: tool.inputSchema as { type: 'object' } }
    const asked = client.callTool({ name: tool.name, arguments: args }, { ...ask, toolDefinition }) as Promise<RawAnswer>
    const raw = await asked.catch(refused)
    const secrets = secretsOf(this.#config, this.#options.env)
    if (tool.outputSchema !== null && raw.isError !== true) {
      const wrong = (await this.#check(tool, 'outputSchema'))(raw.structuredContent)
      if (wrong !== null) throw brokenWord(tool, tellable(wrong, secrets, 160))
    }
    return answerOf(this.#config.name, tool.name, raw, secrets)
  }

  async #check(tool: PeerTool, which: 'inputSchema' | 'outputSchema') {
    try {
      return await schemaCheck(tool[which] ?? {})
    } catch (thrown) {
      throw this.#unavailable(new Error(`its schema of ${tool.name} cannot be used: ${(thrown as Error).message}`))
    }
  }

  async #tools({ client }: Link, signal: AbortSignal, mostAge: number): Promise<PeerTool[]> {
    const now = this.#options.clock.now()
    if (this.#listed === null || now - this.#listed.at >= mostAge) {
      const { tools } = await client.listTools(undefined, { timeout: LIST_MS, signal, cacheMode: 'bypass' })
      this.#listed = { raw: tools as RawTool[], at: now }
    }
    return offeredBy(this.#config, this.#listed.raw)
  }

  #guarded<T>(signal: AbortSignal, work: (link: Link) => Promise<T>): Promise<T> {
    return this.#guard.run(async () => {
      throwIfAborted(signal)
      let link: Link | null = null
      try {
        link = await this.#connected(signal)
        return await work(link)
      } catch (thrown) {
        throwIfAborted(signal)
        if (thrown instanceof OpenbellError) throw thrown
        throw this.#unavailable(thrown as Error, link)
      }
    })
  }

  async #connected(signal: AbortSignal): Promise<Link> {
    const link = await abortable(this.#connect(), signal)
    if (link.isOpen()) return link
    if (this.#open === link) this.#link = null
    return abortable(this.#connect(), signal)
  }

  /** One connection for all that wait: it does not end because the first of them gave up. */
  #connect(): Promise<Link> {
    if (this.#link !== null) return this.#link
    const { env, version, starts } = this.#options
    const { signal } = this.#life
    const made = starts.add(() => openLink({ peer: this.#config, env, version, prior: this.#prior, signal }))
    this.#link = made
    this.#listed = null
    made.then(
      (link) => {
        this.#open = link
        this.#prior = link.prior
      },
      () => {
        // A server that was replaced may speak otherwise.
        this.#prior = null
        if (this.#link === made) this.#link = null
      },
    )
    return made
  }

  /** In our words, without what the peer was told in confidence. */
  #unavailable(thrown: Error, link: Link | null = null): OpenbellError {
    const { name } = this.#config
    const fault = link !== null && !link.isOpen() ? link.fault() : null
    const secrets = secretsOf(this.#config, this.#options.env)
    const reason = tellable(fault ?? reasonOf(thrown), secrets, 300)
    return new OpenbellError('unavailable', `peer '${name}' does not answer: ${reason}`, `openbell mcp show ${name}`)
  }
}

/** They are told, and not used: a peer that cannot list them is a peer all the same. */
function countOf(list: Promise<unknown[]>): Promise<number> {
  return list.then(
    ({ length }) => length,
    () => 0,
  )
}

function callable({ name: peer }: PeerConfig, tools: PeerTool[], name: string): PeerTool {
  const tool = tools.find((one) => one.name === name)
  if (!tool) throw new OpenbellError('not-found', `peer '${peer}' has no tool '${name}'`, `openbell mcp show ${peer}`)
  if (tool.state === 'pinned') return tool
  const why = {
    new: 'nobody has approved it',
    changed: 'it is not what was approved any more: its words or schemas changed',
    refused: tool.reason ?? 'it is refused',
  }[tool.state]
  const hint = tool.state === 'refused' ? `openbell mcp show ${peer}` : `openbell mcp approve ${peer}`
  throw new OpenbellError('denied', `${tool.exposedAs} is not called: ${why}`, hint)
}
