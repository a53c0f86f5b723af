import { basename, join } from 'node:path'
import type { Files, TextSink } from '../../../ports/files.ts'
import type { Reject } from '../../../ports/record-reader.ts'

/** The rows of one file that were set aside, as `<home>/rejects/<file name>.rejects.csv`: line, reason, the row as it stood. */
export class RejectsFile {
  readonly path: string
  count = 0
  readonly #files: Files
  #sink: TextSink | null = null

  /** `taken` are paths of this run already: files of one name from two folders get a number. */
  constructor(files: Files, home: string, file: string, taken: Set<string>) {
    const stem = join(home, 'rejects', basename(file))
    let path = `${stem}.rejects.csv`
    for (let n = 2; taken.has(path); n++) path = `${stem}-${n}.rejects.csv`
    taken.add(path)
    this.path = path
    this.#files = files
  }

  async add(rejects: Reject[]): Promise<void> {
    if (rejects.length === 0) return
    this.#sink ??= await this.#begin()
    await this.#sink.write(rejects.map(({ line, reason, text }) => `${line},${quoted(reason)},${quoted(text)}\n`).join(''))
    this.count += rejects.length
  }

  /** Puts the file in place, or takes away the one of an earlier import; answers its path, null without rejects. */
  async finish(): Promise<string | null> {
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
