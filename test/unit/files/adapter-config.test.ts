import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { adapterConfigBeside } from '../../../src-main/files/adapter-config.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a configuration speaks for the weights it was saved with, and not for what lies beside them', async () => {
  const folder = await temporaryFolder()
  const config = '{"r": 4, "lora_alpha": 32}'
  await writeFile(join(folder, 'adapter_config.json'), config)
  expect(await adapterConfigBeside(join(folder, 'adapter_model.safetensors'))).toBe(config)
  expect(await adapterConfigBeside(join(folder, 'adapter_model.bin'))).toBe(config)
  expect(await adapterConfigBeside(join(folder, 'other-kohya-lora.safetensors'))).toBeUndefined()
})
