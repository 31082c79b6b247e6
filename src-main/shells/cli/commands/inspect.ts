// `lamina inspect`: what a file is, and why we think so.
import { resolve } from 'node:path'
import { isAdapterFile, reportAdapter } from '../../../catalog/adapters/adapter-report.ts'
import { inspectCheckpoint } from '../../../catalog/models/inspect-checkpoint.ts'
import { AppError } from '../../../base/errors.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { adapterInJson, adapterAsText } from '../adapter-text.ts'
import { checkpointAsText, checkpointInJson } from '../checkpoint-text.ts'
import { isPictureFile, readPictureSettings } from '../read-picture.ts'
import { settingsAsText, settingsInJson } from '../settings-text.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect F [--model M] [--json]',
  summary:
    'Says what a checkpoint or an adapter is and why; with --model, how an adapter fits that checkpoint. Of a picture, the settings it was made with, whichever program wrote them.',
  words: ['file'],
  flags: { model: 'text', json: 'switch' },
  async run(input) {
    const path = resolve(input.words[0]!)
    const model = input.path('model') ?? null
    if (await isPictureFile(path)) {
      if (model !== null) throw new AppError('usage/model-flag')
      const settings = await readPictureSettings(path)
      if (input.on('json')) printJson(settingsInJson(path, settings))
      else print(...settingsAsText(path, settings))
      return
    }
    if (await isAdapterFile(path)) {
      const report = await reportAdapter(path, model)
      if (input.on('json')) printJson(adapterInJson(report))
      else print(...adapterAsText(report))
      return
    }
    if (model !== null) throw new AppError('usage/model-flag')
    const facts = await inspectCheckpoint(path)
    if (input.on('json')) printJson(checkpointInJson(path, facts))
    else print(...checkpointAsText(path, facts))
  },
}
