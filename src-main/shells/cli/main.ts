// The command line's entry: what Node compiles of the rest is kept for the next command.
import { parseArgs } from 'node:util'
import { keepCompiledCode } from '../../files/compiled-code.ts'
import { defaultDataFolder } from '../server/folders.ts'

const { data } = parseArgs({ strict: false, options: { data: { type: 'string' } } }).values
keepCompiledCode(typeof data === 'string' ? data : defaultDataFolder())

await import('./run.ts')
