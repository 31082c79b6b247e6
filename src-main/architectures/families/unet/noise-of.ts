// What a Stable Diffusion file says of its noise: in a tensor, in the trainer's metadata, or in a folder's scheduler.
import { schedulerFile, settingsOf } from '../../recognising/folder-settings.ts'
import type { TensorTable } from '../../recognising/tensor-table.ts'
import type { NoiseFacts } from '../family.ts'
import { betasOf } from './betas.ts'

export function unetNoiseOf(table: TensorTable): NoiseFacts {
  const betas = betasOf(table)
  return { zeroTerminalSnr: endsInNoise(table), ...(betas === undefined ? {} : { betas }) }
}

function endsInNoise(table: TensorTable): boolean {
  return (
    table.tensors.has('ztsnr') ||
    table.metadata.get('ss_zero_terminal_snr')?.toLowerCase() === 'true' ||
    settingsOf(table, schedulerFile)['rescale_betas_zero_snr'] === true
  )
}
