// What a file says of its training is read as rows; nothing is said of what it does not say.
import { expect, test } from 'vitest'
import { readTrainedWith } from '../../../../src-main/adapters/about/trained-with.ts'
import { trainingRows } from '../../../../src-renderer/state/library/training-rows.ts'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'

const rowsOf = (metadata: Record<string, string>) =>
  trainingRows(readTrainedWith(new Map(Object.entries(metadata)))!, new Look())

test('each row has what is known of it', () => {
  const rows = rowsOf({
    ss_network_module: 'networks.lora',
    ss_network_dim: '16',
    ss_network_alpha: '8',
    ss_network_args: '{"conv_dim": "4"}',
    ss_steps: '1200',
    ss_max_train_steps: '2400',
    ss_epoch: '10',
    ss_num_epochs: '10',
    ss_num_train_images: '240',
    ss_num_reg_images: '0',
    ss_resolution: '512,512',
    ss_learning_rate: '0.0001',
    ss_unet_lr: '0.0001',
    ss_text_encoder_lr: '5e-05',
    ss_min_snr_gamma: '5.0',
  })
  expect(rows).toEqual([
    ['Network', ['networks.lora', 'rank 16, alpha 8', 'convolutions: rank 4']],
    ['Length', ['steps: 1,200 of 2,400', 'epochs: 10']],
    ['Pictures', ['240 in an epoch', '512 × 512']],
    ['Rates', ['1.0e-4', 'text encoder: 5.0e-5']],
    ['Loss', ['min-SNR γ 5']],
  ])
})

test('what says one thing has one row', () => {
  expect(rowsOf({ ss_seed: '7' })).toEqual([['Seed', ['7']]])
})

test.each([
  [
    'bitsandbytes.optim.adamw.AdamW8bit(weight_decay=0.1,betas=[0.9, 0.99])',
    ['AdamW8bit', 'weight_decay=0.1, betas=[0.9, 0.99]'],
  ],
  ['prodigyopt.prodigy.Prodigy()', ['Prodigy']],
  ['torch.optim.AdamW', ['AdamW']],
  ['AdamW 8 bit', ['AdamW 8 bit']],
  ['adafactor(scale=v1.0.', ['adafactor(scale=v1.0.']],
])('the optimizer %s is told by its name, and beside it what it was given', (told, said) => {
  expect(rowsOf({ ss_optimizer: told })).toEqual([['Optimizer', said]])
})
