// Which of the field's blocks a module belongs to, read off its single-file name.
import type { Blocks } from '../../../contract/blocks.ts'
import type { Module } from '../../modules/module.ts'
import { roleOf, type Component } from '../component.ts'

const blockPath = /^(input_blocks|middle_block|output_blocks)\.(\d+)(?:\.|$)/
const prefixes: Readonly<Record<string, string>> = { input_blocks: 'IN', output_blocks: 'OUT' }

/** Null for what no block weight reaches: time embedding, last convolution, blocks beyond the names'. */
export function unetBlockOf(
  { names }: Pick<Blocks, 'names'>,
  component: Component,
  module: Module,
): number | null {
  const role = roleOf(component)
  if (role !== 'denoiser') return role === 'encoder' ? names.indexOf('BASE') : null
  const [, group = '', number = ''] = blockPath.exec(module.single.path) ?? []
  const prefix = prefixes[group]
  const name = prefix === undefined ? 'MID' : `${prefix}${number.padStart(2, '0')}`
  const index = group === '' ? -1 : names.indexOf(name)
  return index < 0 ? null : index
}
