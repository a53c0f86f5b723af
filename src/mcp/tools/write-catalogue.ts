import { writeFileSync } from 'node:fs'
import { buildCatalogue } from './catalogue.ts'

// Run by the build: a list of tools that is read, not made, at every start of the server.
writeFileSync(new URL('../catalogue.json', import.meta.url), `${JSON.stringify(await buildCatalogue())}\n`)
