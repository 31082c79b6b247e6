// What goes along with a file of weights, and what stays because it belongs to another one, too.
import { expect, test } from 'vitest'
import { companionsOf } from '../../../../src-main/catalog/moving/companions.ts'

const ink = 'ink.safetensors'
const beside = [
  'ink.civitai.info',
  'ink.json',
  'ink.preview.png',
  'ink.txt',
  'ink.metadata.json',
  'ink.webp',
  'ink.Preview.JPEG',
]

test('everything that other programs keep beside it', () => {
  const others = ['ink2.json', 'ink.md', 'in.json', 'INK.json', 'ink.json.bak', 'ink']
  expect(companionsOf([ink], [ink, ...beside, ...others]).get(ink)).toEqual(beside)
})

test.each([
  ['another file of the same stem', [ink], [ink, 'ink.ckpt', 'ink.json'], { [ink]: [] }],
  [
    'both of the same stem',
    ['ink.ckpt', ink],
    [ink, 'ink.ckpt', 'ink.json'],
    { 'ink.ckpt': ['ink.json'], [ink]: [] },
  ],
  [
    'a picture that may be the preview of one or all of another',
    [ink],
    [ink, 'ink.preview.safetensors', 'ink.preview.png'],
    { [ink]: [] },
  ],
  [
    'both of those',
    [ink, 'ink.preview.safetensors'],
    [ink, 'ink.preview.safetensors', 'ink.preview.png'],
    { [ink]: [], 'ink.preview.safetensors': ['ink.preview.png'] },
  ],
  ['files of weights beside it', [ink], [ink, 'ink.bin', 'ink.vae.pt'], { [ink]: [] }],
])('%s', (_, going, there, companions) =>
  expect(Object.fromEntries(companionsOf(going, there))).toEqual(companions),
)
