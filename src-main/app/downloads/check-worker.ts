// The process that looks at what was downloaded.
import { answerOrders } from '../../files/guarded/process-port.ts'
import type { HashOptions } from '../../files/hashes.ts'
import { fileCheck } from './file-check.ts'

answerOrders({
  sha256: (path: string, options?: HashOptions) => fileCheck.sha256(path, options),
  contents: (path: string, fileName: string) => fileCheck.contents(path, fileName),
})
