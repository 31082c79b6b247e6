// The calls that look at the gallery: how its pictures lie, the pictures themselves, and what they were made with.
import { galleryLayoutSchema, galleryPageSchema, galleryStretchSchema } from '../../contract/gallery.ts'
import { exportNamesSchema, exportSchema } from '../../contract/export.ts'
import { importFolderSchema, undoImportSchema } from '../../contract/import.ts'
import { replayedSchema, replaySchema } from '../../contract/replay.ts'
import { pausedTransferSchema, transferSchema } from '../../contract/transfer.ts'
import { procedure, router } from './trpc.ts'

export const galleryRouter = router({
  layout: procedure.input(galleryLayoutSchema).query(async ({ input, ctx: { studio } }) => {
    // Before anything is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, ...(await studio.gallery.layout(input)) }
  }),
  page: procedure.input(galleryPageSchema).query(async ({ input, ctx: { studio } }) => {
    const at = studio.events.position()
    return { at, ...(await studio.gallery.page(input)) }
  }),
  /** For a selection that reaches over pages nobody has looked at. */
  ids: procedure.input(galleryStretchSchema).query(({ input, ctx }) => ctx.studio.gallery.ids(input)),
  counts: procedure.query(({ ctx }) => ctx.studio.gallery.counts()),
  /** Makes a kept picture again, as a draft. */
  replay: procedure.input(replaySchema).mutation(({ input, ctx }) => ctx.studio.replays.start(input.id)),
  /** What came of that, once the draft is done. */
  replayed: procedure
    .input(replayedSchema)
    .query(({ input, ctx }) => ctx.studio.replays.verdict(input.id, input.draftId)),
  /** What the files of an export would be called. */
  exportNames: procedure
    .input(exportNamesSchema)
    .query(({ input: { ids, ...way }, ctx }) => ctx.studio.exporter.names(ids, way)),
  export: procedure
    .input(exportSchema)
    .mutation(({ input: { ids, grant, ...way }, ctx }) => ctx.studio.exporter.start(ids, way, grant)),
  /** Every picture of a folder that was chosen in the desktop's dialog. */
  importFolder: procedure
    .input(importFolderSchema)
    .mutation(({ input, ctx }) => ctx.studio.importer.folder(input.grant)),
  /** What came together goes into the trash together; answers the operation, which `library.undo` takes back. */
  undoImport: procedure
    .input(undoImportSchema)
    .mutation(async ({ input, ctx }) => ({ operation: await ctx.studio.importer.undo(input.id) })),
  pauseTransfer: procedure
    .input(pausedTransferSchema)
    .mutation(({ input, ctx }) => ctx.studio.transfers.pause(input.id, input.isPaused)),
  cancelTransfer: procedure
    .input(transferSchema)
    .mutation(({ input, ctx }) => ctx.studio.transfers.cancel(input.id)),
  dismissTransfer: procedure
    .input(transferSchema)
    .mutation(({ input, ctx }) => ctx.studio.transfers.dismiss(input.id)),
})
