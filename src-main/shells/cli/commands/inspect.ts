// `lamina inspect`: what a file is, and why we think so.
import { resolve } from 'node:path'
import { isAdapterFile, reportAdapter } from '../../../catalog/adapters/adapter-report.ts'
import { inspectCheckpoint } from '../../../catalog/models/inspect-checkpoint.ts'
import { usageError, type Command } from '../command.ts'
import { adapterInJson, adapterAsText } from '../adapter-text.ts'
import { checkpointAsText, checkpointInJson } from '../checkpoint-text.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect F [--model M] [--json]',
  summary:
    'Says what a checkpoint or an adapter is and why; with --model, how an adapter fits that checkpoint.',
  words: ['file'],
  flags: { model: 'text', json: 'switch' },
  async run(input) {
    const path = resolve(input.words[0]!)
    const model = input.path('model') ?? null
    if (await isAdapterFile(path)) {
      const report = await reportAdapter(path, model)
      print(input.on('json') ? adapterInJson(report) : adapterAsText(report), input.on('json'))
      return
    }
    if (model !== null)
      throw usageError('model-flag', '--model is for adapters, and this file is none.', 'Leave it out.')
    const facts = await inspectCheckpoint(path)
    print(input.on('json') ? checkpointInJson(path, facts) : checkpointAsText(path, facts), input.on('json'))
  },
}

function print(output: unknown, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(output)}\n` : String(output))
}
