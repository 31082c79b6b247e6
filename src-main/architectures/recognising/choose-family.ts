// Which family a file is of: each says what it sees, and one that is sure goes before one that guesses.
import { errorFromReport, invariant } from '../../base/errors.ts'
import type { Families, Family, FamilyMatch, FileLook } from '../families/family.ts'
import { labelsOf } from '../families/families.ts'
import { layoutOf, type ComponentLayout } from './layout.ts'
import type { TensorTable } from './tensor-table.ts'

export type FamilyLook = FileLook & { readonly family: Family }
export type FamilyChoice = FamilyMatch & FamilyLook

/** The families whose denoiser is in the file. */
export function looksAt(table: TensorTable, families: Families): FamilyLook[] {
  return families
    .map((family) => ({ family, table, layouts: findLayouts(table, family) }))
    .filter(({ family, layouts }) => layouts.has(family.components.denoiser.component))
}

/** Of at least one. Where all decline the file, throws what its denoiser is. */
export function chooseFamily(looks: readonly FamilyLook[], families: Families): FamilyChoice {
  const matches = looks.flatMap((look): FamilyChoice[] => {
    const match = look.family.recognise(look)
    return match === null ? [] : [{ ...look, ...match }]
  })
  const best = matches.find(({ isSure }) => isSure) ?? matches[0]
  if (best !== undefined) return best
  const [described] = looks.flatMap(({ family: { components }, layouts, table }) => {
    const layout = layouts.get(components.denoiser.component)
    return layout === undefined ? [] : [components.denoiser.refuse(table, layout, labelsOf(families))]
  })
  invariant(described, 'the denoiser of each look is in the file')
  throw errorFromReport(described)
}

function findLayouts(table: TensorTable, { components }: Family): ReadonlyMap<string, ComponentLayout> {
  const { denoiser, encoders, decoder } = components
  const places = [
    [denoiser.component, denoiser.layouts],
    ...encoders.map(({ rule, layouts }) => [rule.component, layouts] as const),
    [decoder.component, decoder.layouts],
  ] as const
  return new Map(
    places.flatMap(([component, candidates]) => {
      const layout = layoutOf(candidates, table)
      return layout === undefined ? [] : [[component, layout] as const]
    }),
  )
}
