// The process that decodes pictures for the host.
import { answerOrders } from '../guarded/process-port.ts'
import { pictureWork } from './picture-work.ts'

answerOrders(pictureWork)
