// `lamina convert`: an adapter or an embedding in the spelling of other programs.
import { resolve } from 'node:path'
import { convertEmbedding, embeddingForms } from '../../../app/library/convert-embedding.ts'
import { embeddingWords } from '../../../catalog/embeddings/embedding-words.ts'
import { writtenDialects } from '../../../contract/rewrite.ts'
import { AppError } from '../../../base/errors.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command, CommandInput } from '../command.ts'
import { oneOf } from '../flags.ts'
import { dtypeUsage, neededOutput, rewriteAndReport } from '../rewriting.ts'

const spellings = [...writtenDialects, 'a1111'] as const

export const convertCommand: Command = {
  name: 'convert',
  usage: `convert F --to ${spellings.join('|')} --out G.safetensors [--model M] ${dtypeUsage} [--word W] [--json]`,
  summary:
    'Writes an adapter in another dialect and shows that it changes the same; ' +
    'or an embedding, as A1111 (a1111) or diffusers reads it.',
  words: ['file'],
  flags: { to: 'text', out: 'text', model: 'text', dtype: 'text', word: 'text', json: 'switch' },
  async run(input) {
    const file = resolve(input.words[0]!)
    const to = oneOf(input, 'to', spellings)
    if (!to) throw new AppError('usage/missing-flag', { flag: '--to', usage: convertCommand.usage })
    if (await isEmbedding(file)) return embeddingTo(input, file, to)
    if (to === 'a1111') throw new AppError('usage/a1111-for-embeddings')
    const model = input.path('model') ?? null
    const output = await neededOutput(input, [file, model])
    await rewriteAndReport(input, { kind: 'convert', input: file, to }, { output, model })
  },
}

/** What cannot be read at all is told as an adapter is. */
function isEmbedding(path: string): Promise<boolean> {
  return embeddingWords(path).then(
    (words) => words.length > 0,
    () => false,
  )
}

async function embeddingTo(input: CommandInput, file: string, to: (typeof spellings)[number]): Promise<void> {
  const form = embeddingForms.find((one) => one === to)
  if (!form) throw new AppError('usage/embedding-forms', { forms: embeddingForms })
  const output = await neededOutput(input, [file])
  const files = await convertEmbedding({ input: file, output, to: form, word: input.text('word') ?? null })
  if (input.on('json')) printJson({ files })
  else print(...files)
}
