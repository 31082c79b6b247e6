// The 26 blocks of Stable Diffusion's UNets, as the field weighs them.
import { blockPresets, numberedBlocks, type BlockPreset, type Blocks } from './blocks.ts'

/** BASE is the text encoders; IN, MID and OUT are `input_blocks`, `middle_block` and `output_blocks`. */
const names: readonly string[] = [
  'BASE',
  ...numberedBlocks('IN', 0, 11),
  'MID',
  ...numberedBlocks('OUT', 0, 11),
]

/** 17 and 26 for SD 1 and 2, 12 and 20 for SDXL. */
const forms: Blocks['forms'] = {
  12: ['BASE', 'IN04', 'IN05', 'IN07', 'IN08', 'MID', ...numberedBlocks('OUT', 0, 5)],
  17: ['BASE', 'IN01', 'IN02', 'IN04', 'IN05', 'IN07', 'IN08', 'MID', ...numberedBlocks('OUT', 3, 11)],
  20: ['BASE', ...numberedBlocks('IN', 0, 8), 'MID', ...numberedBlocks('OUT', 0, 8)],
  26: names,
}

const base = ['BASE', 'BASE'] as const

/**
 * The presets of sd-webui-lora-block-weight: `outer` is the last block of the outer half
 * going in, `deep` of the deep one coming out.
 */
function presets(outer: string, deep: string): readonly BlockPreset[] {
  const after = (name: string): string => names[names.indexOf(name) + 1] ?? name
  return blockPresets(names, {
    ALL: [['BASE', 'OUT11']],
    NONE: [],
    INS: [base, ['IN00', outer]],
    IND: [base, [after(outer), 'IN11']],
    INALL: [['BASE', 'IN11']],
    MIDD: [base, [after(outer), deep]],
    OUTD: [base, ['OUT00', deep]],
    OUTS: [base, [after(deep), 'OUT11']],
    OUTALL: [base, ['OUT00', 'OUT11']],
  })
}

/** Of four levels: SD 1 and SD 2. */
export const fourLevelBlocks: Blocks = { names, forms, presets: presets('IN04', 'OUT06') }

/** The same ideas on three levels: SDXL. */
export const threeLevelBlocks: Blocks = { names, forms, presets: presets('IN05', 'OUT02') }
