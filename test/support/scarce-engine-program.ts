// The real engine's process, whose memory is short for some sizes.
import { createWorkshop } from '../../src-main/engine/workshop.ts'
import { serveEngine } from '../../src-main/shells/engine/serve-engine.ts'
import { withScarceMemory } from './scarce-memory.ts'

const workshop = createWorkshop()
serveEngine({ ...workshop, load: async (wish) => withScarceMemory(await workshop.load(wish)) })
