/** What a cell means; a theme says how it looks. Draw code knows meanings only. */
export const MEANING = {
  plain: 0,
  muted: 1,
  title: 2,
  titleFocused: 3,
  rule: 4,
  gain: 5,
  loss: 6,
  flat: 7,
  warning: 8,
  failure: 9,
  good: 10,
  live: 11,
  label: 12,
  key: 13,
  accent: 14,
  buy: 15,
  sell: 16,
  averageOne: 17,
  averageTwo: 18,
  averageThree: 19,
  stop: 20,
  target: 21,
  limit: 22,
  position: 23,
  previousClose: 24,
  band: 25,
  crosshair: 26,
  selected: 27,
  volume: 28,
  field: 29,
  recording: 30,
} as const

export type Meaning = (typeof MEANING)[keyof typeof MEANING]

/** Bits beside the meaning: how loud it is. */
export const DIM = 64
export const BOLD = 128
export const INVERSE = 256

/** The meaning of a style without its bits. */
export function meaningOf(style: number): number {
  return style & 63
}
