// An adapter that changes nothing says why, where its file tells.
import { expect, it } from 'vitest'
import { recogniseAdapter } from '../../../../src-main/adapters/about/recognise.ts'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { noMatch } from '../../../../src-main/adapters/reading/no-match.ts'
import { readAdapter } from '../../../../src-main/adapters/reading/read-adapter.ts'
import { families } from '../../../support/families.ts'
import { headerFile } from '../../../support/made-up-adapter.ts'

const base = publishedModules(families.sd1)
const query = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q'

it('names the first module with its reason', async () => {
  const file = headerFile(
    new Map([
      [`${query}.lora_down.weight`, { dtype: 'f32', shape: [4, 320] }],
      [`${query}.lora_up.weight`, { dtype: 'f32', shape: [320, 8] }],
    ]),
  )
  const refusal = noMatch('ink', await readAdapter(file, base), base, recogniseAdapter(file))
  expect(refusal).toMatchObject({
    code: 'adapter/no-match-because',
    facts: {
      name: 'ink',
      first: expect.stringContaining(query) as string,
      because: { code: 'unmatched/two-ranks' },
    },
  })
  expect(refusal?.message).toContain('rank')
})
