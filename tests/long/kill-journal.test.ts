/** The process tests of the journal with a hundred kills (`OPENBELL_KILLS` for another number). */
import '../contracts/journal-processes.test.ts'
