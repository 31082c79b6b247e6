// `lamina plan`: what a picture would take in memory, and how it would be made with what there is.
import { inspectCheckpoint } from '../../../catalog/models/inspect-checkpoint.ts'
import { demoModelPath } from '../../../app/demo-model.ts'
import { artefactsOf, requestPaths } from '../../../contract/artefact.ts'
import { generationRequestSchema } from '../../../contract/generation.ts'
import { print, printJson } from '../../../files/terminal.ts'
import { adapterStack, adapterUsage } from '../adapter-flags.ts'
import { checkModel } from '../check-files.ts'
import type { Command, CommandInput } from '../command.ts'
import { deviceFlag, memoryFlag, requestMisuse, sizeFlag } from '../flags.ts'
import { planAsText } from '../plan-text.ts'
import { withEngine } from '../with-engine.ts'

export const planCommand: Command = {
  name: 'plan',
  usage: `plan [--model F] [--size WxH] [--batch N] [--vae F] ${adapterUsage} [--memory GB] [--device D] [--json]`,
  summary:
    'Says what a picture would take in memory, phase by phase, and which way of making it is taken. Nothing is made.',
  words: [],
  flags: {
    model: 'text',
    size: 'text',
    batch: 'text',
    vae: 'text',
    adapter: 'texts',
    memory: 'text',
    device: 'text',
    json: 'switch',
  },
  async run(input) {
    const device = deviceFlag(input)
    const memory = memoryFlag(input)
    const model = input.path('model') ?? demoModelPath()
    const vae = input.path('vae') ?? null
    const facts = await inspectCheckpoint(model)
    await checkModel(facts.detection, vae)
    const asked = { ...readPicture(input), ...memory }
    const stack = await adapterStack(input)
    const artefacts = artefactsOf(requestPaths({ model, vae, stack }))
    const picture = { ...facts.defaultSize, ...asked }
    const plan = await withEngine({}, (engine) =>
      engine.memoryPlan({ model, vae, stack, artefacts, device, ...picture }),
    )
    if (input.on('json')) printJson({ model, vae, device, ...picture, ...plan })
    else print(...planAsText(picture, plan))
  },
}

const pictureSchema = generationRequestSchema
  .pick({ width: true, height: true, batch: true })
  .partial({ width: true, height: true })

/** Without --size the checkpoint decides how large it is. */
function readPicture(input: CommandInput): { width?: number; height?: number; batch: number } {
  const parsed = pictureSchema.safeParse({ ...sizeFlag(input), batch: input.number('batch') ?? 1 })
  if (!parsed.success) throw requestMisuse(parsed.error)
  const { width, height, batch } = parsed.data
  return { batch, ...(width === undefined || height === undefined ? {} : { width, height }) }
}
