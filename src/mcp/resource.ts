import type { JsonObject, ToolCall } from './tool.ts'

/** Something to read by its address; `{name}` in the address are variables. */
export interface Resource {
  /** `trading://status`, or a template: `market://quote/{symbol}`. */
  uri: string
  name: string
  title: string
  description: string
  /** What is read, as JSON. @throws OpenbellError `not-found` for what is not there */
  read(call: ToolCall, variables: Record<string, string>): Promise<JsonObject>
  /** Values that a variable may have, best first. */
  complete?(call: ToolCall, variable: string, typed: string): Promise<string[]>
  /**
   * Live resources: calls `changed` whenever there is something new to read, until the signal; at most twice a second.
   * Started when the first client subscribes, stopped with the last.
   */
  watch?(call: ToolCall, variables: Record<string, string>, changed: () => void): Promise<void>
}

/** A procedure for a client's user, written from the state of the moment. */
export interface Prompt {
  name: string
  title: string
  description: string
  arguments: {
    name: string
    description: string
    required: boolean
    complete?(call: ToolCall, typed: string): Promise<string[]>
  }[]
  /** The text, under 2,000 tokens. */
  write(call: ToolCall, values: Record<string, string | undefined>): Promise<string>
}
