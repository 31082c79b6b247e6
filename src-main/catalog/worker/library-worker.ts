// The process that reads, measures and compares files for the library.
import { answerOrders } from '../../files/guarded/process-port.ts'
import { libraryWork } from './library-work.ts'

answerOrders(libraryWork)
