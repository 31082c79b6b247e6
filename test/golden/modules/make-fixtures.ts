// Makes the module lists of this folder from the full reference lists: node make-fixtures.ts FOLDER_WITH_LISTS
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type ReferenceModule = {
  name: string
  ldm: string
  type: string
  weight_shape: number[]
  bias: boolean
  eps?: number
  stride?: number
  ldm_slice?: { rows: [number, number] }
  ldm_is_bare_parameter?: boolean
  ldm_transposed?: boolean
}

/** One line per module: path, single-file name (bare, transposed, rows), type, shape, bias, eps, stride. */
function line(module: ReferenceModule): string {
  const marks = [
    module.ldm_is_bare_parameter === true ? '!bare' : '',
    module.ldm_transposed === true ? '!transposed' : '',
    module.ldm_slice === undefined ? '' : `!rows:${module.ldm_slice.rows.join('-')}`,
  ]
  return [
    module.name,
    module.ldm === module.name ? '=' : module.ldm + marks.join(''),
    module.type,
    module.weight_shape.join('x'),
    module.bias ? 'bias' : '-',
    ...(module.eps === undefined ? [] : [`eps=${module.eps}`]),
    ...(module.stride === undefined || module.stride === 1 ? [] : [`stride=${module.stride}`]),
  ].join(' ')
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
  vae: 'vae',
}
for (const [target, source] of Object.entries(lists)) {
  const { modules } = JSON.parse(readFileSync(join(folder, `${source}_modules.json`), 'utf8')) as {
    modules: ReferenceModule[]
  }
  const lines = modules.map(line).sort()
  writeFileSync(join(import.meta.dirname, `${target}.txt`), `${lines.join('\n')}\n`)
}
