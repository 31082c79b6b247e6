// What kohya writes of a training is read as it was meant, in both ways of telling about pictures; odd values are nothing.
import { expect, test } from 'vitest'
import { readTrainedWith } from '../../../../src-main/adapters/about/trained-with.ts'

const read = (metadata: Record<string, string>) => readTrainedWith(new Map(Object.entries(metadata)))

const folders = {
  ss_sd_model_name: 'base.safetensors',
  ss_network_module: 'lycoris.kohya',
  ss_network_dim: '16',
  ss_network_alpha: '8.0',
  ss_network_args: '{"algo": "loha", "conv_dim": "4", "conv_alpha": "1"}',
  ss_steps: '1200',
  ss_max_train_steps: '2400',
  ss_epoch: '5',
  ss_num_epochs: '10',
  ss_num_train_images: '240',
  ss_num_reg_images: '0',
  ss_total_batch_size: '2',
  ss_resolution: '(512, 768)',
  ss_optimizer: 'bitsandbytes.optim.adamw.AdamW8bit',
  ss_lr_scheduler: 'cosine',
  ss_learning_rate: '0.0001',
  ss_unet_lr: '1e-04',
  ss_text_encoder_lr: '[5e-05, 2e-05]',
  ss_noise_offset: 'None',
  ss_min_snr_gamma: '5.0',
  ss_seed: '18446744073709551615',
  ss_training_finished_at: '1700000000.5',
  ss_training_comment: 'the second try',
}

test('a training from folders', () => {
  expect(read(folders)).toEqual({
    base: 'base.safetensors',
    network: 'lycoris.kohya loha',
    rank: 16,
    alpha: 8,
    convolutionRank: 4,
    convolutionAlpha: 1,
    step: 1200,
    ofSteps: 2400,
    epoch: 5,
    ofEpochs: 10,
    pictures: 240,
    classPictures: 0,
    batch: 2,
    sizes: [[512, 768]],
    optimizer: 'bitsandbytes.optim.adamw.AdamW8bit',
    schedule: 'cosine',
    rate: 0.0001,
    unetRate: 0.0001,
    textRates: [0.00005, 0.00002],
    noiseOffset: null,
    minSnrGamma: 5,
    clipSkip: null,
    seed: '18446744073709551615',
    comment: 'the second try',
    finishedAt: '2023-11-14T22:13:20.500Z',
  })
})

test('data sets of a configuration say their sizes and batches themselves', () => {
  const sets = [
    { resolution: [1024, 1024], batch_size_per_device: 4 },
    { resolution: [768, 768], batch_size_per_device: 4 },
    { resolution: [1024, 1024], batch_size_per_device: 4 },
    'odd',
  ]
  const told = read({ ss_datasets: JSON.stringify(sets), ss_steps: '10' })
  expect(told).toMatchObject({
    batch: 4,
    sizes: [
      [1024, 1024],
      [768, 768],
    ],
  })
})

test('what tools keep of every file is no training, and neither is what cannot be read', () => {
  expect(read({})).toBeNull()
  expect(
    read({
      ss_v2: 'False',
      ss_base_model_version: 'sd_v1',
      ss_network_module: 'networks.lora',
      ss_network_dim: 'Dynamic',
    }),
  ).toBeNull()
  const odd = read({
    ss_steps: 'nan',
    ss_learning_rate: 'fast',
    ss_text_encoder_lr: 'None',
    ss_resolution: 'None',
    ss_datasets: '[[1, 2], null]',
    ss_training_finished_at: '1e300',
    ss_seed: 'None',
    ss_network_args: '[1]',
    ss_optimizer: ' ',
  })
  expect(odd).toBeNull()
})
