// Preloaded with --import: appends the URL of every module that is loaded to the file OPENBELL_TRACE_IMPORTS.
import { appendFileSync } from 'node:fs'
import module from 'node:module'

const file = process.env.OPENBELL_TRACE_IMPORTS
module.registerHooks({
  load(url, context, next) {
    appendFileSync(file, `${url}\n`)
    return next(url, context)
  },
})
