// The families we know, and how they are found and named.
import type { Families, Family } from './family.ts'
import { sd1 } from './sd1/family.ts'
import { sd2 } from './sd2/family.ts'
import { sdxl } from './sdxl/family.ts'

export const builtInFamilies: Families = [sd1, sd2, sdxl]

/** Files that tell no family are read as this one's. */
export const firstFamily: Family = sd1

export function familyOf(id: string, families: Families = builtInFamilies): Family | undefined {
  return families.find((family) => family.id === id)
}

/** For messages, which join them as their language does. */
export function labelsOf(families: Families): string[] {
  return families.map(({ label }) => label)
}
