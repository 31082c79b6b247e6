// The three families by name.
import type { Architecture, Family } from './config.ts'
import { sd1 } from './sd1.ts'
import { sd2 } from './sd2.ts'
import { sdxl } from './sdxl.ts'

export const families: Readonly<Record<Architecture, Family>> = { sd1, sd2, sdxl }
