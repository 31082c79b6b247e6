// Type-checks every TypeScript project of the repository, each with only the globals it may use. What was found is
// kept, so that the next time only what has changed is looked at. The native compiler does it, on one thread: with more
// it does part of its work more than once, and tests run beside it.
import { spawnSync } from 'node:child_process'

const projects = ['src-main/tsconfig.pure.json', 'src-main/tsconfig.json', 'test/tsconfig.json']
let failed = false
for (const project of projects) {
  const kept = `node_modules/.cache/types/${project.replaceAll('/', '-')}`
  const { status } = spawnSync(
    'node',
    [
      'node_modules/typescript-native/bin/tsc',
      ...['-p', project, '--singleThreaded', '--incremental', '--tsBuildInfoFile', kept],
    ],
    { stdio: 'inherit' },
  )
  if (status !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
