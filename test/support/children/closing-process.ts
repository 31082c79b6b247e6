// Opens and closes a guarded process with nothing else that would keep it running, and says whether it came to the end.
import { join } from 'node:path'
import { guardedProcess } from '../../../src-main/files/guarded/guarded-process.ts'

const file = join(import.meta.dirname, 'stubborn-process.ts')
const work = guardedProcess({ file, memoryMb: 160, atOnce: 1 })
await work.ask('/models/a', { mostMs: 10_000 }, 'linger', 300)
await work.close()
process.stdout.write('closed')
