import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { destination, type Logger, pino } from 'pino'
import type { Log } from '../../ports/log.ts'
import { makeFolder } from '../common/make-folder.ts'

const LIMIT_BYTES = 10_000_000

export interface FileLogOptions {
  folder: string
  level: string
  requestId: string
}

/** Structured log lines (NDJSON) in `<folder>/openbell.ndjson`; the file before is kept as `.1` once it passes 10 MB. */
export function createFileLog(options: FileLogOptions): Log {
  makeFolder(options.folder)
  const path = join(options.folder, 'openbell.ndjson')
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES) renameSync(path, `${path}.1`)
  const logger = pino(
    {
      level: options.level,
      base: { request: options.requestId },
      redact: { paths: ['*.secret', '*.key', '*.authorization', '*.cookie', '*.crumb'], censor: 'set' },
    },
    destination({ dest: path, sync: true }),
  )
  return fromPino(logger)
}

function fromPino(logger: Logger): Log {
  return {
    debug: (event, fields) => logger.debug(fields ?? {}, event),
    info: (event, fields) => logger.info(fields ?? {}, event),
    warn: (event, fields) => logger.warn(fields ?? {}, event),
    error: (event, fields) => logger.error(fields ?? {}, event),
  }
}
