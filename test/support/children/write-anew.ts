// A host that bakes an adapter into a checkpoint, to be killed: `node write-anew.ts DATA_FOLDER MODELS_FOLDER NAME`.
import { libraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'
import { rewritingEngine } from '../rewriting-engine.ts'
import { startTestApp } from '../test-app.ts'

const [dataFolder = '', modelsFolder = '', name = ''] = process.argv.slice(2)
const { calls, adapters } = await startTestApp(dataFolder, {
  engine: rewritingEngine(),
  libraryWork,
  modelFolders: [modelsFolder],
  measures: false,
})
await calls.library.rescan.mutate()
const [model] = await calls.models.list.query()
const [adapter] = await adapters()
if (model === undefined || adapter === undefined) throw new Error('There is nothing to bake.')
const entry = stackEntrySchema.parse({ id: 'a', adapter: adapter.id, name: adapter.name, weight: 1 })
const work = { kind: 'bake' as const, model: model.id, stack: [entry] }
await calls.rewriting.start.mutate({ work, dtype: null, name })
