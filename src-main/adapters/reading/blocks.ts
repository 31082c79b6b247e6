// Which of the 26 blocks a module belongs to, read off its single-file name.
import type { Component } from '../../architectures/families/config.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { blockNames } from '../../contract/blocks.ts'

const blockPath = /^(input_blocks|middle_block|output_blocks)\.(\d+)(?:\.|$)/
const prefixes: Readonly<Record<string, string>> = { input_blocks: 'IN', output_blocks: 'OUT' }

/** Index into `blockNames`; null for what no block weight reaches (time embedding, last convolution, deeper networks). */
export function blockOf(component: Component, module: Module): number | null {
  if (component !== 'unet') return component === 'vae' ? null : 0
  const [, group = '', number = ''] = blockPath.exec(module.single.path) ?? []
  const prefix = prefixes[group]
  const name = prefix === undefined ? 'MID' : `${prefix}${number.padStart(2, '0')}`
  const index = group === '' ? -1 : blockNames.indexOf(name)
  return index < 0 ? null : index
}
