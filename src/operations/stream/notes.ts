import type { Context, Progress } from '../context.ts'

/** Notes and warnings: the person's own lines until a session can tell them as events. */
export class Notes implements Progress {
  tell: ((text: string) => void) | null = null
  readonly #outer: Progress

  constructor({ progress }: Pick<Context, 'progress'>) {
    this.#outer = progress
  }

  update(...args: Parameters<Progress['update']>): void {
    if (!this.tell) this.#outer.update(...args)
  }

  note(text: string): void {
    if (this.tell) this.tell(text)
    else this.#outer.note(text)
  }

  warn(text: string): void {
    if (this.tell) this.tell(text)
    else this.#outer.warn(text)
  }
}
