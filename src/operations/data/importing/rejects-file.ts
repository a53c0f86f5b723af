import { basename, join } from 'node:path'
import type { Files, TextSink } from '../../../ports/files.ts'
import type { Reject } from '../../../ports/record-reader.ts'

/**
 * The rows of one file that were set aside, as `<home>/rejects/<file name>.<mark of its path>.rejects.csv`: line, reason, the row as it
 * stood. In a dry run they are only counted.
 */
export class RejectsFile {
  readonly path: string
  count = 0
  /** The first row set aside, for a message. */
  first: Reject | null = null
  readonly #files: Files
  readonly #dryRun: boolean
  #sink: TextSink | null = null

  constructor(files: Files, home: string, file: string, dryRun: boolean) {
    this.path = join(home, 'rejects', `${basename(file)}.${files.markOf(file)}.rejects.csv`)
    this.#files = files
    this.#dryRun = dryRun
  }

  async add(rejects: Reject[]): Promise<void> {
    if (rejects.length === 0) return
    this.first ??= rejects[0]
    this.count += rejects.length
    if (this.#dryRun) return
    this.#sink ??= await this.#begin()
    await this.#sink.write(rejects.map(({ line, reason, text }) => `${line},${quoted(reason)},${quoted(text)}\n`).join(''))
  }

  /** Puts the file in place, or takes away the one of an earlier import; answers its path, null without rejects and in a dry run. */
  async finish(): Promise<string | null> {
    if (this.#dryRun) return null
    if (this.#sink === null) {
      await this.#files.remove(this.path)
      return null
    }
    await this.#sink.commit()
    return this.path
  }

  async discard(): Promise<void> {
    await this.#sink?.discard()
  }

  async #begin(): Promise<TextSink> {
    const sink = await this.#files.create(this.path)
    await sink.write('line,reason,row\n')
    return sink
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
