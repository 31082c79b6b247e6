// Writes THIRD-PARTY-NOTICES anew: run it when a shipped package was added, removed or updated.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeNotices } from './compose-notices.ts'
import { repositoryRoot } from './source-files.ts'

writeFileSync(join(repositoryRoot, 'THIRD-PARTY-NOTICES'), composeNotices())
