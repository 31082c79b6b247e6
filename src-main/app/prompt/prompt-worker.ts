// The process that counts prompts.
import { answerOrders } from '../../files/guarded/process-port.ts'
import { countPrompt } from './prompt-count.ts'

answerOrders({ count: countPrompt })
