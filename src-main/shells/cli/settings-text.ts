// What `inspect` prints of a picture: the settings it was made with, and what of them has no place here.
import { basename } from 'node:path'
import { programNames } from '../../app/picture-settings/programs.ts'
import type { ReadSettings } from '../../app/picture-settings/read-settings.ts'
import { saidAdapters } from '../../app/picture-settings/said-adapters.ts'
import type { SaidFile, SaidSettings } from '../../contract/said-settings.ts'
import { saidByRecord } from '../../formats/programs/lamina.ts'
import { usableSettings } from '../../formats/usable-settings.ts'
import { asText, inEnglish } from './speech.ts'

type Said = {
  readonly said: SaidSettings
  readonly adapters: SaidSettings['adapters']
}

function saidIn(settings: ReadSettings): Said {
  if (settings.kind === 'said') return { said: settings.said, adapters: saidAdapters(settings.said) }
  const said = saidByRecord(settings.record)
  return { said, adapters: said.adapters }
}

export function settingsInJson(path: string, settings: ReadSettings): Record<string, unknown> {
  const { said, adapters } = saidIn(settings)
  const { source, prompt, negativePrompt, model, vae, embeddings, steps } = said
  const { sampler, scheduler, guidance, seed, size, clipSkip, noise } = said
  const remarks = settings.kind === 'said' ? settings.prompts.left : []
  return {
    type: 'picture',
    file: path,
    ...{ source, prompt, negativePrompt, model, vae },
    adapters: adapters.map(({ textWeight, ...adapter }) => ({
      ...adapter,
      textWeight: textWeight ?? adapter.weight,
    })),
    ...{ embeddings, steps, sampler, scheduler, guidance, seed, size, clipSkip, noise },
    notRestored: usableSettings(said).notRestored,
    remarks: remarks.map(inEnglish),
  }
}

/** Lines for people. */
export function settingsAsText(path: string, settings: ReadSettings): string[] {
  const { said, adapters } = saidIn(settings)
  const remarks = settings.kind === 'said' ? settings.prompts.left : []
  const rows: (readonly [name: string, value: string | number | null])[] = [
    ['made by', programNames[said.source]],
    ['prompt', said.prompt],
    ['negative prompt', said.negativePrompt],
    ['model', said.model && fileText(said.model)],
    ['VAE', said.vae && fileText(said.vae)],
    ...adapters.map((adapter) => ['adapter', `${fileText(adapter)}, ${weightText(adapter)}`] as const),
    ...said.embeddings.map((file) => ['embedding', fileText(file)] as const),
    ['steps', said.steps],
    ['sampler', said.sampler],
    ['scheduler', said.scheduler],
    ['guidance', said.guidance],
    ['seed', said.seed],
    ['size', said.size && `${said.size.width} × ${said.size.height}`],
    ['clip skip', said.clipSkip],
    ...usableSettings(said).notRestored.map(
      ({ name, value }) => ['not restored', `${name}: ${value}`] as const,
    ),
    ...remarks.map((one) => ['', asText(one)] as const),
  ]
  const shown = rows.filter(([, value]) => value !== null && value !== '')
  const width = Math.max(...shown.map(([name]) => name.length))
  return [basename(path), ...shown.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)]
}

function fileText({ name, hash }: SaidFile): string {
  return hash === '' ? name : `${name} (${hash})`.trimStart()
}

function weightText({ weight, textWeight }: Said['adapters'][number]): string {
  return textWeight === null ? `${weight}` : `${weight}, text ${textWeight}`
}
