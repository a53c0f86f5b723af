import type { Instant } from '../core/time.ts'

/** Who runs a session: what everybody that attaches is told first. Nothing secret stands in it. */
export interface HubOwner {
  pid: number
  /** What that process is, for a person: `stream SIMALL`. */
  holder: string
  /** openbell's version. */
  version: string
  since: Instant
  /** Name of the source whose session it is; one session of a source runs in a home. */
  source: string
}

/** Who attaches. */
export interface HubGuest {
  pid: number
  /** For a person: `quote SIMALL`. */
  what: string
  version: string
}

/** A message ready for the wire, made once for all that get it. */
export interface HubFrame {
  readonly bytes: Uint8Array
}

/** One that has attached, as the owner sees it. */
export interface HubPeer {
  readonly guest: HubGuest
  /** Bytes sent to it that it has not taken yet. */
  readonly pending: number
  /** Never waits. A peer that is gone hears nothing more. */
  send(frame: HubFrame): void
  /** Ends the connection with a reason that the peer is told. */
  drop(reason: string): void
}

/** What the owner does with those that attach. Messages are whatever MessagePack carries and came from outside: parse them. */
export interface HubHandler {
  joined(peer: HubPeer): void
  heard(peer: HubPeer, message: unknown): void
  left(peer: HubPeer): void
}

export interface HubServer {
  /** Throws nothing: values are plain data and byte arrays. */
  frame(message: unknown): HubFrame
  /** Tells everybody why, and stops. */
  close(reason: string): Promise<void>
}

/** A connection to the owner of a session. */
export interface HubClient {
  readonly owner: HubOwner
  send(message: unknown): void
  /** Messages in order; those that came before are told at once. One listener. */
  listen(listener: (message: unknown) => void): void
  /** Why it ended; resolves once. */
  readonly ended: Promise<string>
  /** True: a connection that nobody uses does not keep the process alive. */
  idle(idle: boolean): void
  close(): void
}

/** The door between processes of one person on one machine: the running session's data goes out, and nothing that trades comes in. */
export interface Hub {
  /**
   * Serves the session of `owner.source`. What a dead process left behind is replaced.
   * @throws OpenbellError unavailable when a living process serves that source here; config when the place cannot be made owner-only
   */
  serve(owner: Omit<HubOwner, 'version'>, handler: HubHandler): Promise<HubServer>
  /** Sources for which something lies here, newest first; the process behind may be dead. Cheap. */
  places(): string[]
  /**
   * Attaches to the session of a source; null when none runs.
   * @throws OpenbellError config: others may reach the place, or the owner speaks another version; unavailable: it does not answer
   */
  find(source: string, guest: Omit<HubGuest, 'version'>, signal: AbortSignal): Promise<HubClient | null>
}
