// Node keeps the compiled form of our sources for all tests: of the many processes they start, only the first compiles.
import { join } from 'node:path'
import { repositoryRoot } from '../checks/source-files.ts'

/** For the environment of the tests, and so of whatever they start. What has changed is compiled anew. */
export const compiledCode = {
  NODE_COMPILE_CACHE: join(repositoryRoot, 'node_modules', '.cache', 'compiled'),
}
