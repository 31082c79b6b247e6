// Makes `names.json` from the full reference lists: node make-fixtures.ts FOLDER_WITH_LISTS
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type ReferenceModule = {
  name: string
  kohya?: string
  kohya_alt?: string
  sets: string[]
  cloneofsimo_unet_index?: number
  cloneofsimo_text_index?: number
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Which folder holds the lists?')
const lists = {
  'sd1.unet': 'sd15_unet',
  'sd1.text_encoder': 'sd15_te',
  'sd2.unet': 'sd21_unet',
  'sd2.text_encoder': 'sd21_te',
  'sdxl.unet': 'sdxl_unet',
  'sdxl.text_encoder': 'sdxl_te1',
  'sdxl.text_encoder_2': 'sdxl_te2',
}
const result = Object.entries(lists).map(([target, source]) => {
  const { modules } = JSON.parse(readFileSync(join(folder, `${source}_modules.json`), 'utf8')) as {
    modules: ReferenceModule[]
  }
  const lines = modules
    .map((module) => {
      const index = module.cloneofsimo_unet_index ?? module.cloneofsimo_text_index
      return [
        module.name,
        module.kohya ?? '-',
        module.kohya_alt ?? '-',
        index ?? '-',
        module.sets.toSorted().join(','),
      ].join(' ')
    })
    .sort()
  const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex')
  return [target, { modules: lines.length, sha256, samples: lines.filter((_, index) => index % 60 === 7) }]
})
writeFileSync(
  join(import.meta.dirname, 'names.json'),
  `${JSON.stringify(Object.fromEntries(result), null, 2)}\n`,
)
