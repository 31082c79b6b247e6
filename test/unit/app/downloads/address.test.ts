import { expect, test } from 'vitest'
import { shownAddress, understandAddress } from '../../../../src-main/app/downloads/address.ts'
import { publicSites } from '../../../../src-main/app/downloads/sites.ts'
import { AppError } from '../../../../src-main/base/errors.ts'

const meant = (text: string): unknown => understandAddress(text, publicSites)
const civitai = (model: number | null, version: number | null, filters = {}) => {
  return { site: 'civitai', model, version, filters }
}
const face = (path: string | null, revision = 'main') => {
  return { site: 'hugging-face', repository: 'owner/name', revision, path }
}

test.each([
  ['https://civitai.com/models/11/ink-drawings', civitai(11, null)],
  ['  civitai.com/models/11?modelVersionId=22&x=1 ', civitai(11, 22)],
  ['https://civitai.com/ja/models/11', civitai(11, null)],
  ['https://civitai.com/model-versions/22', civitai(null, 22)],
  ['https://civitai.com/api/v1/model-versions/22', civitai(null, 22)],
  [
    'https://civitai.com/api/download/models/22?type=Model&format=SafeTensor&token=secret',
    civitai(null, 22, { type: 'Model', format: 'SafeTensor' }),
  ],
  ['https://huggingface.co/owner/name', face(null)],
  ['https://hf.co/owner/name/tree/fp16', face(null, 'fp16')],
  ['https://huggingface.co/owner/name/blob/main/a%20b/ink.safetensors', face('a b/ink.safetensors')],
  [
    'https://huggingface.co/owner/name/resolve/v1/ink.safetensors?download=true',
    face('ink.safetensors', 'v1'),
  ],
  [
    'https://models.example/ink.safetensors#x',
    { site: 'web', url: 'https://models.example/ink.safetensors' },
  ],
  ['http://localhost:8000/a.pt', { site: 'web', url: 'http://localhost:8000/a.pt' }],
])('%s', (text, address) => expect(meant(text)).toEqual(address))

test.each([
  ['', 'download/not-an-address'],
  ['ink drawings', 'download/not-an-address'],
  ['ink', 'download/not-an-address'],
  ['file:///etc/passwd', 'download/not-an-address'],
  ['javascript:alert(1)', 'download/not-an-address'],
  [`https://a.example/${'x'.repeat(5000)}`, 'download/not-an-address'],
  ['http://models.example/a.safetensors', 'download/not-https'],
  ['http://192.168.1.1/a.safetensors', 'download/not-https'],
  ['https://me:secret@models.example/a.safetensors', 'download/with-password'],
  ['https://models.example/', 'download/no-such-page'],
  ['https://civitai.com/images/5', 'download/no-such-page'],
  ['https://huggingface.co/owner', 'download/no-such-page'],
  ['https://huggingface.co/datasets/owner/name', 'download/no-such-page'],
  ['https://huggingface.co/owner/name/blob/main/..%2f..%2fx.bin', 'download/no-such-page'],
  ['https://huggingface.co/owner/name/commits/main', 'download/no-such-page'],
])('%s is refused', (text, code) => {
  expect(() => meant(text)).toThrow(AppError)
  try {
    meant(text)
  } catch (error) {
    expect((error as AppError).code).toBe(code)
    expect(JSON.stringify((error as AppError).facts)).not.toContain('secret')
  }
})

test('what is shown of an address holds nothing that may be secret', () => {
  const shown = (text: string): string => shownAddress(understandAddress(text, publicSites), publicSites)
  expect(shown('https://models.example/a.safetensors?token=secret')).toBe(
    'https://models.example/a.safetensors',
  )
  expect(shown('https://civitai.com/api/download/models/22?token=secret')).toBe(
    'https://civitai.com/model-versions/22',
  )
  expect(shown('https://civitai.com/models/11/x?modelVersionId=2')).toBe(
    'https://civitai.com/models/11?modelVersionId=2',
  )
  expect(shown('https://hf.co/owner/name/resolve/main/a.bin?x=1')).toBe(
    'https://huggingface.co/owner/name/blob/main/a.bin',
  )
})
