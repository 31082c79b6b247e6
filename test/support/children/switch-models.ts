// A process of its own that switches between checkpoints and says what it holds after each: RSS in bytes, as JSON.
// Arguments: `inputs` or `constants`, how many times, the paths in turn.
import { applyStack } from '../../../src-main/engine/stack/running-stack.ts'
import { generate } from '../../../src-main/engine/picture/generate.ts'
import { encodePrompts } from '../../../src-main/engine/picture/text-encoder.ts'
import { loadModel } from '../../../src-main/engine/loaded-model.ts'
import { createProgramStore } from '../../../src-main/engine/runtime/program-store.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'

const [resident = 'constants', times = '6', ...paths] = process.argv.slice(2)
const programs = createProgramStore()
const plan = {
  provider: 'cpu',
  lowerings: defaultLowerings.cpu,
  resident: resident === 'inputs' ? 'inputs' : 'constants',
} as const

const held: number[] = []
for (let turn = 0; turn < Number(times); turn++) {
  const path = paths[turn % paths.length]!
  const model = await loadModel({ path, vaePath: null, plan, programs })
  const request = generationRequestSchema.parse({
    ...{ model: path, prompt: 'frog', negativePrompt: 'text', width: 64, height: 64, seed: '1' },
    ...{ steps: 1, guidance: 5, sampler: 'euler', scheduler: 'normal' },
  })
  const events = generate(model, request, {
    signal: new AbortController().signal,
    endsHere: () => false,
    stack: await applyStack(model, []),
    steering: () => null,
    previewMap: null,
    room: { batchTexts: true, enter: () => Promise.resolve() },
    encode: (callsPerStep) => encodePrompts(model, request, callsPerStep),
  })
  for await (const event of events) if (event.type === 'warning') throw new Error(event.warning.code)
  await model.close()
  globalThis.gc?.()
  held.push(process.memoryUsage.rss())
}
process.stdout.write(`${JSON.stringify({ held, compiled: programs.compiled })}\n`)
