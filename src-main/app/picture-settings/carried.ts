// What stays with a request of another picture's settings: as much of what it says besides as a record should hold.
import { cutText } from '../../base/cut.ts'
import { carriedSchema, type Carried } from '../../contract/generation.ts'
import type { PictureSource } from '../../contract/picture-sources.ts'
import type { NotRestored } from '../../contract/said-settings.ts'

const { name, value } = carriedSchema.shape.settings.element.shape
const mostSettings = 60

/** Null where everything is taken over. */
export function carriedFrom(source: PictureSource, all: readonly NotRestored[]): Carried | null {
  const settings = all
    .filter(({ why }) => why !== 'habit')
    .slice(0, mostSettings)
    .map((one) => ({
      name: cutText(one.name, name.maxLength ?? undefined),
      value: cutText(one.value, value.maxLength ?? undefined),
    }))
  return settings.length === 0 ? null : carriedSchema.parse({ source, settings })
}
