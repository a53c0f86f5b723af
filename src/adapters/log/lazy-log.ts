import type { Log } from '../../ports/log.ts'
import type { FileLogOptions } from './file-log.ts'

/** A log whose file is opened by the first line written to it. `echo`: every line goes to stderr too. */
export function createLazyLog(options: FileLogOptions, echo: boolean): Log {
  let opened: Promise<Log> | null = null
  const open = async () => (await import('./file-log.ts')).createFileLog(options)
  const line = (severity: keyof Log) => (event: string, fields?: Record<string, unknown>) => {
    if (echo) process.stderr.write(`${severity} ${event} ${JSON.stringify(fields ?? {})}\n`)
    if (options.level === 'silent') return
    opened ??= open()
    // A log that cannot be written must not stop the work it reports on.
    opened.then((log) => log[severity](event, fields)).catch(() => {})
  }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}
