// The folders into which a download can be put: those of the person, with what lies in them, each named by an id.
import { createHash } from 'node:crypto'
import { basename, relative, sep } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { DownloadPlace } from '../../contract/download.ts'
import { freeBytes } from '../../files/free-bytes.ts'
import { isBelow } from '../../files/is-within.ts'

export type Place = { readonly id: string; readonly name: string; readonly folder: string }

export type Places = {
  list(): Promise<DownloadPlace[]>
  /** Throws `download/no-such-place`. */
  find(id: string): Promise<Place>
  /** Where files lie that a site calls so: the id of a place, or null. */
  suggest(kind: string | null): Promise<string | null>
}

export type PlacesOptions = {
  /** Model folders into which files may be put; the first is preferred. */
  roots(): Promise<readonly string[]>
  /** Every folder that was found in them. */
  folders(): Iterable<string>
}

const most = 500

/** By what the folders of known programs are called. */
const called: readonly (readonly [kind: RegExp, folder: RegExp])[] = [
  [/^(?:lora|locon|dora|lycoris)$/i, /lora|lycoris|locon|adapter/i],
  [/^checkpoint$/i, /stable-?diffusion|checkpoint/i],
  [/^textualinversion$/i, /embedding|textual/i],
  [/^vae$/i, /vae/i],
  [/^controlnet$/i, /control-?net/i],
  [/^upscaler$/i, /esrgan|upscale/i],
  [/^hypernetwork$/i, /hypernetwork/i],
  [/^motionmodule$/i, /motion|animatediff/i],
]

export function places({ roots, folders }: PlacesOptions): Places {
  async function all(): Promise<Place[]> {
    const found: Place[] = []
    const known = [...folders()].sort()
    for (const root of await roots()) {
      const inside = known.filter((folder) => isBelow(folder, root))
      for (const folder of [root, ...inside]) {
        const below = relative(root, folder).split(sep).join('/')
        const name = below === '' ? basename(root) : `${basename(root)}/${below}`
        found.push({ id: placeId(folder), name, folder })
      }
    }
    return found.slice(0, most)
  }

  return {
    list: async () =>
      Promise.all(
        (await all()).map(async ({ id, name, folder }) => ({ id, name, freeBytes: await freeBytes(folder) })),
      ),
    async find(id) {
      const place = (await all()).find((one) => one.id === id)
      if (place === undefined) throw new AppError('download/no-such-place', {}, { details: { id } })
      return place
    },
    async suggest(kind) {
      const folder = called.find(([name]) => name.test(kind ?? ''))?.[1]
      if (folder === undefined) return null
      // The outermost of that name: what lies in it is somebody's own order.
      const fitting = (await all()).filter(({ name }) => folder.test(name.split('/').at(-1) ?? ''))
      return fitting.sort((a, b) => a.name.length - b.name.length)[0]?.id ?? null
    },
  }
}

function placeId(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 20)
}
