// Keeps what is compiled in the data folder that it is given, says where its children would, and is ended without notice.
import { keepCompiledCode, keepCompiledCodeSoon } from '../../../src-main/files/compiled-code.ts'

keepCompiledCode(process.argv[2]!)
await import('../../../src-main/formats/json-reader.ts')
keepCompiledCodeSoon()
process.stdout.write(process.env['NODE_COMPILE_CACHE'] ?? '')
setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)
