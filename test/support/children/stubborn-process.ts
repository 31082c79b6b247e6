// A process for tests of its guard.
import { answerOrders } from '../../../src-main/files/guarded/process-port.ts'
import { stubbornCalls } from './stubborn-calls.ts'

answerOrders(stubbornCalls)
