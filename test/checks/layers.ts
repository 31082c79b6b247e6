// Fails, naming file, line and rule, when an import crosses a border of the layer table.
import { findViolations } from './find-violations.ts'
import { readSources } from './source-files.ts'

const sources = readSources()
const violations = findViolations(sources)
for (const { path, line, rule } of violations) process.stderr.write(`${path}:${line}  ${rule}\n`)
if (violations.length > 0) process.stderr.write(`\nlayers: ${violations.length} imports cross a border\n`)
else process.stdout.write(`layers: ${sources.size} files keep to the table\n`)
process.exitCode = violations.length > 0 ? 1 : 0
