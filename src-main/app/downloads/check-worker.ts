// The process that looks at what was downloaded.
import { answerOrders } from '../../files/guarded/process-port.ts'
import { fileCheck } from './file-check.ts'

answerOrders({
  sha256: (path: string) => fileCheck.sha256(path),
  contents: (path: string, fileName: string) => fileCheck.contents(path, fileName),
})
