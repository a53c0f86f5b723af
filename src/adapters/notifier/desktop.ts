import type { Notice } from '../../ports/notifier.ts'
import type { Channel } from './channel.ts'

/** What of the library is used; it ships no types. */
interface DesktopLibrary {
  notify(options: { title: string; message: string }, done: (error: unknown) => void): unknown
}

const LIMIT_MS = 10_000

/** Shows a notice on the desktop by what the system has for that (toasted-notifier: notify-send, Notification Center, toasts). */
export function createDesktop(isSetUp: boolean): Channel {
  return {
    isSetUp,
    detail: isSetUp ? 'this desktop' : 'OPENBELL_ALERT_DESKTOP is not on',
    send: show,
    close: async () => {},
  }
}

async function show({ title, text }: Notice): Promise<string> {
  const { default: library } = (await import('toasted-notifier' as string)) as { default: DesktopLibrary }
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the desktop did not answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS)
    library.notify({ title: plain(title), message: plain(text) }, (error) => {
      clearTimeout(tooLong)
      if (error) reject(new Error(reasonOf(error)))
      else resolve('shown on the desktop')
    })
  })
}

/** The library builds a shell's line of it and quotes what a shell would read; control characters and a leading dash have no business in either. */
function plain(text: string): string {
  const cleaned = [...text].map((letter) => (letter.charCodeAt(0) < 32 ? ' ' : letter)).join('')
  return cleaned.replace(/^-+/, '')
}

function reasonOf(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0]
  return /not found|must be installed|ENOENT/i.test(text) ? `this machine has no notifier (${text})` : text.slice(0, 200)
}
