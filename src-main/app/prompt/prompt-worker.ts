// The worker thread that counts prompts.
import { answerInThread } from '../../files/guarded/thread-port.ts'
import { countPrompt } from './prompt-count.ts'

answerInThread({ count: countPrompt })
