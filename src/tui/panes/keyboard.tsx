import { useApp, useInput, usePaste } from 'ink'
import { useEffect } from 'react'
import { type Chord, chordsOf } from '../chord.ts'

/** Gives the terminal to the shell while the work lasts, then takes it back. */
export type Suspend = (work: () => Promise<void>) => Promise<void>

export interface KeyboardProps {
  onChord(chord: Chord): void
  onPaste(text: string): void
  onReady(suspend: Suspend): void
}

/**
 * What Ink does for the screen: it owns the terminal's modes, reads keys and pastes, and hands the terminal over and back. It draws nothing: its
 * rows are rewritten from the first change on (about 3,600 bytes and 10 ms a frame of 120x36), so frames are painted cell by cell (see paint.ts).
 */
export function Keyboard({ onChord, onPaste, onReady }: KeyboardProps) {
  const { suspendTerminal } = useApp()
  useInput((input, key) => {
    for (const chord of chordsOf(input, key)) onChord(chord)
  })
  usePaste(onPaste)
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal])
  return null
}
