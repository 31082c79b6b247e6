// The calls that find what lies in the library, and choose and write about it.
import { z } from 'zod'
import {
  arrangeSchema,
  choosePreviewSchema,
  collectionSchema,
  collectSchema,
  editsSchema,
  everyIdSchema,
  facetsSchema,
  findSchema,
  preferPreviewSchema,
  savedFilterSchema,
  selectionSchema,
  wholeCollectionSchema,
} from '../../contract/find.ts'
import { lineageSchema } from '../../contract/lineage.ts'
import { procedure, router } from './trpc.ts'

const idInput = z.object({ id: z.string().min(1).max(200) })

export const findRouter = router({
  /** A page of cards. */
  items: procedure.input(findSchema).query(async ({ input, ctx: { studio } }) => {
    // Before anything is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, ...(await studio.finder.items(input)) }
  }),
  /** The ids of all pages, in order: what "select all" selects. */
  ids: procedure.input(everyIdSchema).query(({ input, ctx }) => ctx.studio.finder.ids(input)),
  /** What a query finds, counted; asked after its first page. */
  facets: procedure.input(facetsSchema).query(({ input, ctx }) => ctx.studio.finder.facets(input)),
  /** What was made from what, of files and of what pictures name. */
  lineage: procedure
    .input(lineageSchema)
    .query(({ input, ctx }) => input.of.map((file) => ctx.studio.lineageOf(file))),
  /** Of a file that another program trained; null where nothing is said. */
  trainedWith: procedure.input(idInput).query(({ input, ctx }) => ctx.studio.trainedWith(input.id)),
  details: procedure.input(idInput).query(async ({ input: { id }, ctx: { studio } }) => {
    const at = studio.events.position()
    return { at, ...studio.finder.details(id), previews: await studio.itemPreviews.of(id) }
  }),
  /** These, with all versions that share a card with one of them. */
  withVersions: procedure
    .input(selectionSchema)
    .query(({ input, ctx }) => ctx.studio.finder.withVersions(input.ids)),
  /** What many have in common. */
  selection: procedure
    .input(selectionSchema)
    .query(({ input, ctx }) => ctx.studio.chooser.selection(input.ids)),
  /** Its answer is what takes it back. */
  edit: procedure
    .input(z.object({ edits: editsSchema }))
    .mutation(({ input, ctx }) => ctx.studio.chooser.edit(input.edits)),

  /** One of our pictures stands for these; its answer is what takes it back. */
  choosePreview: procedure
    .input(choosePreviewSchema)
    .mutation(({ input, ctx }) => ctx.studio.chosenPreviews.choose(input.ids, input.picture)),

  /** One of its own pictures does; its answer is what takes it back. */
  preferPreview: procedure.input(preferPreviewSchema).mutation(async ({ input, ctx: { studio } }) => {
    const preview = await studio.itemPreviews.keep(input.id, input.from, input.place)
    return { ...studio.chooser.edit([{ ids: [input.id], change: { preview } }]), preview }
  }),

  collections: procedure.query(({ ctx }) => ctx.studio.collections.list()),
  createCollection: procedure
    .input(collectionSchema)
    .mutation(({ input, ctx }) => ctx.studio.collections.create(input.name)),
  renameCollection: procedure
    .input(collectionSchema.extend(idInput.shape))
    .mutation(({ input, ctx }) => ctx.studio.collections.rename(input.id, input.name)),
  removeCollection: procedure
    .input(idInput)
    .mutation(({ input, ctx }) => ctx.studio.collections.remove(input.id)),
  restoreCollection: procedure
    .input(wholeCollectionSchema)
    .mutation(({ input, ctx }) => ctx.studio.collections.restore(input)),
  collectionItems: procedure.input(idInput).query(({ input, ctx }) => ctx.studio.collections.items(input.id)),
  collect: procedure.input(collectSchema).mutation(({ input, ctx }) => ctx.studio.collections.collect(input)),
  arrange: procedure
    .input(arrangeSchema)
    .mutation(({ input, ctx }) => ctx.studio.collections.arrange(input.id, input.items)),

  filters: procedure.query(({ ctx }) => ctx.studio.collections.filters()),
  saveFilter: procedure
    .input(savedFilterSchema)
    .mutation(({ input, ctx }) => ctx.studio.collections.saveFilter(input)),
  removeFilter: procedure
    .input(idInput)
    .mutation(({ input, ctx }) => ctx.studio.collections.removeFilter(input.id)),
})
