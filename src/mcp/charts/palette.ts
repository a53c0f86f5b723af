/** Colours that read on white; none says anything that a sign, a shape or a word does not say too. */
export const INK = '#1b1f24'
export const PALE = '#5b6470'
export const GRID = '#e3e6ea'
export const UP = '#13733a'
export const DOWN = '#b3261e'
export const BLUE = '#1a56c4'
const ORANGE = '#b45309'
export const BAND = '#1a56c4'
export const WARN = '#9a3412'

/** Of series beside each other, told apart by their dashes too. */
export const SERIES = [BLUE, ORANGE, '#6b21a8', '#0f766e', '#9d174d', '#4d5b00'] as const
export const DASHES = ['', '7 4', '2 3', '10 3 2 3', '4 2', '1 4'] as const
