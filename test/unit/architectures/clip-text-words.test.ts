// A text encoder with a place for learned vectors: the vocabulary's own rows there change nothing, bit for bit.
import { expect, test } from 'vitest'
import { checkpointSource } from '../../../src-main/architectures/recognising/checkpoint-source.ts'
import { buildTextEncoder, wordInputs } from '../../../src-main/architectures/networks/clip-text.ts'
import { detectCheckpoint, modelOf } from '../../../src-main/architectures/recognising/detect.ts'
import { goldenNetwork } from '../../support/golden-networks.ts'
import { runNetwork } from '../../support/run-network.ts'

const places = [2, 3, 5]

test.each(['sd1', 'sd2', 'sdxl'] as const)('%s', async (architecture) => {
  const golden = goldenNetwork(architecture)
  const detection = detectCheckpoint(golden.file)
  const source = checkpointSource(golden.file, detection)
  const ids = golden.tensor('text.ids')
  const [batch = 1, tokens = 1] = ids.shape
  for (const config of modelOf(detection).textEncoders) {
    const { component, width } = config
    const table = await source.read(`${component}.text_model.embeddings.token_embedding.weight`)
    const known = await runNetwork(buildTextEncoder(config), { ids }, source)

    const vectors = new Float32Array(places.length * width)
    const rows = new BigInt64Array(batch * tokens)
    const isWord = new Float32Array(batch * tokens)
    const hidden = BigInt64Array.from(ids.data, BigInt)
    places.forEach((place, row) => {
      const id = Number(ids.data[place])
      vectors.set(table.subarray(id * width, (id + 1) * width), row * width)
      hidden[place] = 0n
      rows[place] = BigInt(row)
      isWord[place] = 1
    })
    const learned = await runNetwork(
      buildTextEncoder(config, { words: true }),
      {
        ids: { shape: ids.shape, data: hidden },
        [wordInputs.vectors]: { shape: [places.length, width], data: vectors },
        [wordInputs.rows]: { shape: ids.shape, data: rows },
        [wordInputs.places]: { shape: [batch, tokens, 1], data: isWord },
      },
      source,
    )
    expect([...learned.keys()]).toEqual([...known.keys()])
    for (const [name, { data }] of known) expect(learned.get(name)?.data, name).toEqual(data)

    const without = await runNetwork(
      buildTextEncoder(config),
      { ids: { shape: ids.shape, data: hidden } },
      source,
    )
    expect(without.get('conditioning')?.data).not.toEqual(known.get('conditioning')?.data)
  }
})
