import { z } from 'zod'
import type { OpenbellError } from '../core/errors.ts'
import type { Context } from './context.ts'
import type { LiveSession } from './stream/session.ts'

export { OpenbellError } from '../core/errors.ts'
export type { Context } from './context.ts'
export { z }

export type Effect = 'read' | 'write' | 'trade'
/** What an operation is about; programs are shown whole toolsets. */
export const TOOLSETS = ['market', 'analysis', 'forecast', 'backtest', 'portfolio', 'orders', 'datasets', 'admin'] as const
export type Toolset = (typeof TOOLSETS)[number]

export interface Example<Input> {
  title: string
  input: Partial<Input>
}

/** On yes another operation answers too, with this input. */
export interface FollowUp {
  question: string
  operation: string
  input: Record<string, unknown>
}

/** What one capability is; every surface (CLI, MCP, REST, agents) is generated from it. */
export interface Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  /** Dotted: `data.import` is CLI `data import`, MCP `data_import`, REST `/v1/data/import`. */
  name: string
  toolset: Toolset
  summary: string
  effect: Effect
  /** Strict object; fields of `.meta({ positional: true })` are arguments on the command line, the rest flags. */
  input: I
  /** JSON-safe: no dates, no transforms, every number finite or null. */
  output: O
  examples: Example<z.input<I>>[]
  /** `programs`: not on the command line, where a person has other words for it. `people`: no program may call it, whatever it was allowed. */
  only?: 'programs' | 'people'
  /** Of effect `trade`: what a program must have been allowed to call it on a live account; absent = only a person does it there. */
  onLive?: 'paper' | 'live'
  /** What the flags alone do not tell (a language, its words), as lines of text; help shows it after the flags. */
  help?: string
  /** Whole run's limit; null = none (loops end by the abort signal). Default 120 s. */
  deadlineMs?: number | null
  /** Set by operations that stream: run returns an AsyncIterable of output values. */
  streams?: (input: z.output<I>) => boolean
  /** Exit code of an answer that is no error and yet no success (a failed check). Default 0. */
  exitCode?(output: z.output<O>): number
  /** The error that an answer means all the same (an order that was denied): said after the answer, and its kind decides the exit code. */
  fault?(output: z.output<O>): OpenbellError | null
  /** What a person at a terminal is asked once the answer is on the screen; null = nothing. */
  followUp?(output: z.output<O>, input: z.output<I>): FollowUp | null
  /** Operations that a dashboard can show: opens what it shows. The caller closes it. */
  screen?(context: Context, input: z.output<I>): Promise<LiveSession>
  run(context: Context, input: z.output<I>): Promise<z.input<O>> | AsyncIterable<z.input<O>> | Promise<AsyncIterable<z.input<O>>>
}

/** Declares an operation with its types tied together. */
export function defineOperation<I extends z.ZodObject, O extends z.ZodType>(operation: Operation<I, O>): Operation<I, O> {
  return operation
}
