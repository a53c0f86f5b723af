import type { ParamInfo } from '../../strategy/params.ts'
import { z } from '../operation.ts'

const value = z.union([z.number(), z.string(), z.boolean()])

export const paramOutput = z.strictObject({
  name: z.string().describe('Name, as --set and --range take it'),
  type: z.enum(['integer', 'number', 'boolean', 'text']).describe('What its values are'),
  default: value.describe('Value when nothing is set'),
  min: z.number().nullable().describe('Smallest value allowed; null = no limit'),
  max: z.number().nullable().describe('Largest value allowed; null = no limit'),
  choices: z.array(value).nullable().describe('The only values allowed; null = any of the type'),
  description: z.string().nullable().describe('What it means'),
})

export const strategyNameOutput = z.string().describe('Name to type')
export const descriptionOutput = z.string().describe('What it does, in a sentence')
export const paramsOutput = z.array(paramOutput).describe('Parameters, in the order declared')
export const originOutput = z
  .enum(['built-in', 'user', 'path'])
  .describe("Where it was found: with openbell, in a folder 'strategies' of yours, or at the path typed")
export const fileOutput = z.string().describe('The file it is written in')

/** Parameters as the outputs have them: plain data of their own. */
export function paramsOf(params: readonly ParamInfo[]): z.infer<typeof paramOutput>[] {
  return params.map((param) => ({ ...param, choices: param.choices && [...param.choices] }))
}
