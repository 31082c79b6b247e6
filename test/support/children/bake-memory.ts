// A process of its own, because its peak memory is measured: bakes an adapter
// into a checkpoint and says how far it grew.
import { createEngine } from '../../../src-main/engine/engine.ts'
import { stackEntrySchema } from '../../../src-main/contract/adapter.ts'

const [model = '', adapter = '', output = ''] = process.argv.slice(2)
const engine = createEngine({
  progress: () => undefined,
  picture: () => undefined,
  rewriting: () => undefined,
  log: () => undefined,
})
const stack = [stackEntrySchema.parse({ id: 'one', adapter, name: 'one', weight: 1 })]
await engine.bake({ jobId: 'one', model, stack, output })
process.stdout.write(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }))
