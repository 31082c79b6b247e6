// A tagger looks at the pictures of a project and says their captions, a few pictures at a time; how far it is is told.
import { basename } from 'node:path'
import { AppError, type ErrorReport } from '../../base/errors.ts'
import type { Publish } from '../../contract/studio.ts'
import type { PictureTags } from '../../contract/tagger.ts'
import type { Captions, TagCall, Tagged, Tagger, TrainingProject } from '../../contract/training-project.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { Library } from '../../catalog/library.ts'
import type { EngineLink } from '../engine-link.ts'
import type { CaptionKeeper } from './caption-keeper.ts'
import type { PictureListings } from './picture-listings.ts'
import { findTagger, taggedCaption, taggersIn } from './taggers.ts'

/** As many pictures go to the engine at once; between them the project says how far it is. */
const taggedAtOnce = 4

export type Tagging = {
  taggers(): Tagger[]
  /** Returns what the captions were, for undo, and what could not be looked at. Errors: `tagger/…`, `engine/…`, those of listing the pictures. */
  tag(id: string, call: TagCall): Promise<Tagged>
  /** How far it is with a project; null where it is not looking at one. */
  now(id: string): TrainingProject['tagging']
}

export type TaggingOptions = {
  engine: EngineLink
  library: Pick<Library, 'listing'>
  listings: Pick<PictureListings, 'read'>
  captions: Pick<CaptionKeeper, 'setCaptions'>
  publish: Publish<'training-tagging'>
}

export function createTagging({ engine, library, listings, captions, publish }: TaggingOptions): Tagging {
  const at = new Map<string, { done: number; total: number }>()

  function tell(id: string, tagging: TrainingProject['tagging']): void {
    if (tagging === null) at.delete(id)
    else at.set(id, tagging)
    publish({ type: 'training-tagging', id, tagging })
  }

  return {
    taggers: () => taggersIn(library.listing()).map(({ id, name, path }) => ({ id, name, path })),
    now: (id) => at.get(id) ?? null,
    async tag(id, wish) {
      if (at.has(id)) throw new AppError('tagger/busy')
      const tagger = findTagger(wish.tagger, library.listing())
      const shown = await listings.read(id)
      const wanted = wish.paths === null ? null : new Set(wish.paths)
      const pictures = shown.pictures.filter(
        ({ path, caption }) =>
          (wanted?.has(path) ?? true) && (wish.existing !== 'keep' || (caption ?? '').trim() === ''),
      )
      const before: Captions = {}
      const unread: Required<Pick<PictureTags, 'path' | 'why'>>[] = []
      try {
        for (let done = 0; done < pictures.length; done += taggedAtOnce) {
          tell(id, { done, total: pictures.length })
          const some = pictures.slice(done, done + taggedAtOnce)
          await engine.ready()
          const tagged = await engine.calls.tag({
            network: tagger.path,
            tags: tagger.tags,
            pictures: some.map(({ path }) => path),
            threshold: wish.threshold,
          })
          const said = tagged.flatMap(({ path, tags, why }) => {
            if (why !== undefined) unread.push({ path, why })
            const known = some.find((picture) => picture.path === path)?.caption ?? null
            const caption = tags === null ? null : taggedCaption(known, tags, wish.existing)
            return caption === null ? [] : [[path, caption] as const]
          })
          Object.assign(before, await captions.setCaptions(id, Object.fromEntries(said)))
        }
      } finally {
        tell(id, null)
      }
      const [first] = unread
      return { before, left: first === undefined ? null : leftOut(unread.length, first) }
    },
  }
}

function leftOut(count: number, { path, why }: { path: string; why: ErrorReport }): Remark {
  return remark('tagger/unread', { name: basename(path), more: count - 1, problem: why })
}
