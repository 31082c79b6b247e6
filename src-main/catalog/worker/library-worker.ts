// The worker thread of the library.
import { answerInThread } from '../../files/guarded/thread-port.ts'
import { libraryWork } from './library-work.ts'

answerInThread(libraryWork)
