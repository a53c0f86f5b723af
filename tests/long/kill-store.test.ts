/** The process tests of the store with a hundred kills (`OPENBELL_KILLS` for another number). */
import '../contracts/store-processes.test.ts'
