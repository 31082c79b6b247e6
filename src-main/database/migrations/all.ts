// Every migration in order; a catalog's version is how many of them it has seen.
import { studio } from './0001-studio.ts'
import { adapters } from './0002-adapters.ts'
import { files } from './0003-files.ts'
import { hashedFiles } from './0004-hashed-files.ts'

export const migrations: readonly string[] = [studio, adapters, files, hashedFiles]
