// Fails, naming file, line and rule, when an import crosses a border of the
// layer table, or a border is open for nobody.
import { findUnusedGrants } from './find-unused-grants.ts'
import { findViolations } from './find-violations.ts'
import { readSources } from './source-files.ts'

const sources = readSources()
const faults = [
  ...findViolations(sources).map(({ path, line, rule }) => `${path}:${line}  ${rule}`),
  ...findUnusedGrants(sources),
]
for (const fault of faults) process.stderr.write(`${fault}\n`)
if (faults.length > 0) process.stderr.write(`\nlayers: ${faults.length} faults\n`)
else process.stdout.write(`layers: ${sources.size} files keep to the table, and need all it grants\n`)
process.exitCode = faults.length > 0 ? 1 : 0
