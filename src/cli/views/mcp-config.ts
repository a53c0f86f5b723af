import type { View } from './view.ts'

/** Only what is to be pasted: where it belongs is said on stderr. */
export const view: View<{ text: string }> = ({ text }) => JSON.stringify(JSON.parse(text), null, 2)
