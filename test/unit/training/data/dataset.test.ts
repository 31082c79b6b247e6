import { execFileSync } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodePng } from '../../../../src-main/files/bitmap.ts'
import { readDataset, type Dataset, type DatasetOptions } from '../../../../src-main/training/data/dataset.ts'
import { draws } from '../../../../src-main/training/data/draws.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import { said } from '../../../support/said.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

/** Blocks of colours that only its seed decides. */
async function picture(seed: number, width = 96, height = 80): Promise<Uint8Array> {
  const { below } = draws(seed, 'picture')
  const colours = Array.from({ length: 16 }, () => [below(256), below(256), below(256)])
  const rgb = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const block = Math.floor((4 * y) / height) * 4 + Math.floor((4 * x) / width)
      rgb.set(colours[block]!, 3 * (y * width + x))
    }
  return await encodePng({ width, height, rgb })
}

async function read(folder: string, options: Partial<DatasetOptions> = {}): Promise<Dataset> {
  const reading = readDataset({
    folder,
    repeats: 1,
    captionExtension: '.txt',
    masks: { from: 'none', folder: null },
    leastSide: 64,
    ...options,
  })
  for (;;) {
    const step = await reading.next()
    if (step.done === true) return step.value
    expect(step.value.done).toBeLessThan(step.value.total)
  }
}

const names = (dataset: Dataset): string[] => dataset.pictures.map(({ path }) => path.split(/[\\/]/).at(-1)!)

describe('a folder of pictures', () => {
  it('keeps the repeats and class words of its subfolders', async () => {
    const folder = await temporaryFolder()
    for (const name of ['10_zwx cat', '3_dog', '0_off', 'notes']) await mkdir(join(folder, name))
    await writeFile(join(folder, 'root.png'), await picture(1))
    await writeFile(join(folder, '10_zwx cat', 'a.png'), await picture(2))
    await writeFile(join(folder, '10_zwx cat', 'b.png'), await picture(3))
    await writeFile(join(folder, '3_dog', 'c.png'), await picture(4))
    await writeFile(join(folder, '0_off', 'd.png'), await picture(5))
    await writeFile(join(folder, 'notes', 'e.png'), await picture(6))
    const dataset = await read(folder, { repeats: 2 })
    expect(names(dataset)).toEqual(['root.png', 'a.png', 'b.png', 'c.png'])
    expect(dataset.subsets.slice(1)).toEqual([
      { folder: '10_zwx cat', repeats: 10, classWord: 'zwx cat', count: 2 },
      { folder: '3_dog', repeats: 3, classWord: 'dog', count: 1 },
    ])
    expect(dataset.subsets[0]).toMatchObject({ repeats: 2, classWord: null, count: 1 })
    expect(dataset.pictures[0]).toMatchObject({ width: 96, height: 80, caption: null, mask: null })
  })

  it.runIf(process.platform !== 'win32')('names pipes and devices instead of waiting for them', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.png'), await picture(1))
    for (const name of ['p.png', 'a.txt']) execFileSync('mkfifo', [join(folder, name)])
    await symlink('/dev/zero', join(folder, 'z.png'))
    await symlink('/dev/zero', join(folder, 'metadata.jsonl'))
    const dataset = await read(folder)
    expect(names(dataset)).toEqual(['a.png'])
    expect(dataset.leftOut.map(({ path, reason }) => [path, reason])).toEqual([
      [join(folder, 'p.png'), 'unreadable'],
      [join(folder, 'z.png'), 'unreadable'],
    ])
    const faults = [...dataset.leftOut, ...dataset.captionProblems]
    for (const { why } of faults) expect(said(why).message).toContain('is a pipe, a socket or a device')
    expect(dataset.captionProblems.map(({ path }) => path)).toEqual([
      join(folder, 'metadata.jsonl'),
      join(folder, 'a.txt'),
    ])
  })

  it('leaves out what cannot be learned from, and says why', async () => {
    const folder = await temporaryFolder()
    const whole = await picture(1)
    await writeFile(join(folder, 'a.png'), whole)
    await writeFile(join(folder, 'copy.png'), whole)
    await writeFile(join(folder, 'cut.png'), whole.subarray(0, whole.length - 40))
    await writeFile(join(folder, 'larger.png'), await picture(1, 192, 160))
    await writeFile(join(folder, 'other.png'), await picture(2))
    await writeFile(join(folder, 'text.jpg'), 'no picture')
    await writeFile(join(folder, 'thin.png'), await picture(3, 640, 80))
    await writeFile(join(folder, 'tiny.png'), await picture(4, 32, 80))
    await writeFile(join(folder, 'empty.webp'), '')
    const dataset = await read(folder)
    expect(names(dataset)).toEqual(['a.png', 'other.png'])
    expect(
      Object.fromEntries(dataset.leftOut.map(({ path, reason }) => [path.split(/[\\/]/).at(-1), reason])),
    ).toEqual({
      'copy.png': 'duplicate',
      'cut.png': 'unreadable',
      'empty.webp': 'unreadable',
      'larger.png': 'look-alike',
      'text.jpg': 'unreadable',
      'thin.png': 'odd-shape',
      'tiny.png': 'tiny',
    })
    for (const { why } of dataset.leftOut) expect(said(why).message).toMatch(/\.$/)
    const instead = dataset.leftOut.flatMap(({ sameAs }) => sameAs ?? [])
    expect(instead).toEqual([join(folder, 'a.png'), join(folder, 'a.png')])
  })

  it('with nothing in it is refused by name', async () => {
    const folder = await temporaryFolder()
    await expect(read(folder)).rejects.toMatchObject({ code: 'dataset/empty' })
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file/missing' })
    await writeFile(join(folder, 'bad.png'), 'x')
    await expect(read(folder)).rejects.toMatchObject({
      code: 'dataset/none-usable',
      details: { leftOut: [{ reason: 'unreadable' }] },
    })
  })

  it('stops when it is cancelled', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.png'), await picture(1))
    await expect(read(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'job/cancelled',
    })
  })
})

describe('captions', () => {
  it('come from text files of several encodings; one that is not text is listed', async () => {
    const folder = await temporaryFolder()
    for (const [index, name] of ['a', 'b', 'c', 'd'].entries())
      await writeFile(join(folder, `${name}.png`), await picture(index))
    await writeFile(join(folder, 'a.txt'), '\uFEFFein Kätzchen\r\nsecond line')
    await writeFile(
      join(folder, 'b.txt'),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('猫', 'utf16le')]),
    )
    await writeFile(join(folder, 'c.txt'), Buffer.from([0x63, 0x61, 0xff, 0xfe, 0x74]))
    const dataset = await read(folder)
    expect(dataset.pictures.map(({ caption }) => caption)).toEqual(['ein Kätzchen', '猫', null, null])
    expect(dataset.captionProblems).toEqual([
      { path: join(folder, 'c.txt'), why: remark('dataset/caption-not-text') },
    ])
  })

  it('are found however endings are written and letters composed', async () => {
    const folder = await temporaryFolder()
    const [decomposed, composed] = ['é'.normalize('NFD'), 'é'.normalize('NFC')]
    for (const [index, name] of ['d.PNG', `${decomposed}.png`, 'f.png', 'g.jfif', 'both.png'].entries())
      await writeFile(join(folder, name), await picture(index))
    await writeFile(join(folder, 'd.TXT'), 'upper ending')
    await writeFile(join(folder, `${composed}.txt`), 'accent')
    await writeFile(join(folder, 'f.Caption'), 'other ending')
    await writeFile(join(folder, 'g.txt'), 'a JPEG by another name')
    await writeFile(join(folder, 'both.TXT'), 'not this one')
    await writeFile(join(folder, 'both.txt'), 'as it is asked for')
    const dataset = await read(folder)
    expect(dataset.pictures.map(({ caption }) => caption).sort()).toEqual(
      ['upper ending', 'accent', 'other ending', 'a JPEG by another name', 'as it is asked for'].sort(),
    )
    expect(dataset.captionProblems).toEqual([])
    expect(dataset.leftOut).toEqual([])
  })

  it('of an ending that is not asked for are passed over, and counted', async () => {
    const folder = await temporaryFolder()
    for (const [index, name] of ['a', 'b', 'c'].entries()) {
      await writeFile(join(folder, `${name}.png`), await picture(index))
      await writeFile(join(folder, `${name}.txt`), 'text')
    }
    await writeFile(join(folder, 'a.caption'), 'caption')
    const dataset = await read(folder, { captionExtension: '.caption' })
    expect(dataset.pictures.map(({ caption }) => caption)).toEqual(['caption', null, null])
    expect(dataset.captionProblems).toEqual([
      {
        path: folder,
        why: remark('dataset/other-captions', { count: 2, ending: '.txt', asked: '.caption' }),
      },
    ])
    expect((await read(folder)).captionProblems).toEqual([])
  })

  it('of pictures that are not there are named, but not those of pictures that cannot be read', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.png'), await picture(1))
    for (const name of ['a.txt', 'gone.txt', 'a.png.txt', 'photo.txt'])
      await writeFile(join(folder, name), 'words')
    await writeFile(join(folder, 'photo.heic'), 'x')
    const { captionProblems } = await read(folder)
    expect(captionProblems).toEqual([
      { path: join(folder, 'a.png.txt'), why: remark('dataset/lonely-caption', { name: 'a.png' }) },
      { path: join(folder, 'gone.txt'), why: remark('dataset/lonely-caption', { name: 'gone' }) },
    ])
  })

  it('of the whole folder’s table may be of pictures in its subfolders; strangers are counted', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, '2_dog'))
    await writeFile(join(folder, 'a.png'), await picture(1))
    await writeFile(join(folder, '2_dog', 'a.png'), await picture(2))
    await writeFile(join(folder, '2_dog', 'b.png'), await picture(3))
    const captions = {
      'a.png': 'one',
      '2_dog/a.png': 'two',
      '2_dog\\b.png': 'three',
      'gone.png': 'x',
      'lost.png': 'y',
    }
    const lines = Object.entries(captions).map(([file, text]) => JSON.stringify({ file_name: file, text }))
    await writeFile(join(folder, 'metadata.jsonl'), lines.join('\n'))
    const { pictures, captionProblems } = await read(folder)
    expect(pictures.map(({ caption }) => caption)).toEqual(['one', 'two', 'three'])
    expect(captionProblems.map(({ why }) => why)).toEqual([
      remark('dataset/table-strangers', { count: 2, name: 'gone.png' }),
    ])
  })

  it('of a table that is wrong throughout are not all listed', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.png'), await picture(1))
    await writeFile(join(folder, 'metadata.jsonl'), 'nonsense\n'.repeat(5000))
    const { captionProblems } = await read(folder)
    expect(captionProblems).toHaveLength(21)
    expect(captionProblems.at(-1)?.why).toEqual(remark('dataset/table-more', { count: 4980 }))
  })

  const tables: Readonly<Record<string, string>> = {
    'metadata.jsonl':
      '{"file_name":"a.png","text":"one, \\"two\\""}\nnot json\n{"file_name":"b.png","text":"three"}\n',
    'metadata.csv': 'file_name,text\r\na.png,"one, ""two"""\r\n\r\nonly-a-name,\r\nb.png,three',
    'meta_cap.json': '{"a":{"caption":"one","tags":"\\"two\\""},"c":{},"b":{"caption":"three"}}',
  }
  it.each(Object.entries(tables))('come from %s; rows that say nothing are listed', async (name, content) => {
    const folder = await temporaryFolder()
    for (const [index, stem] of ['a', 'b'].entries())
      await writeFile(join(folder, `${stem}.png`), await picture(index))
    await writeFile(join(folder, name), content)
    const dataset = await read(folder)
    expect(dataset.pictures.map(({ caption }) => caption)).toEqual(['one, "two"', 'three'])
    expect(dataset.captionProblems).toHaveLength(1)
    expect(await readFile(join(folder, name), 'utf8')).toBe(content)
  })
})

describe('what is passed over', () => {
  const reasons = ({ leftOut }: Dataset): Record<string, string> =>
    Object.fromEntries(leftOut.map(({ path, reason }) => [path.split(/[\\/]/).at(-1)!, reason] as const))

  it('is named: pictures of other kinds, folders that say no repeats, folders in folders', async () => {
    const folder = await temporaryFolder()
    for (const name of ['5_dog', '5_dog/more', 'plain', '10 cat', '0_off', 'empty', '.hidden'])
      await mkdir(join(folder, name))
    const there = ['5_dog/a', '5_dog/more/b', 'plain/c', '10 cat/d', '0_off/e', '.hidden/f']
    for (const [index, name] of there.entries())
      await writeFile(join(folder, `${name}.png`), await picture(index))
    for (const name of ['photo.heic', 'photo.JXL', 'clip.mp4', 'notes.md'])
      await writeFile(join(folder, name), 'x')
    const dataset = await read(folder)
    expect(names(dataset)).toEqual(['a.png'])
    expect(reasons(dataset)).toEqual({
      'photo.heic': 'unsupported',
      'photo.JXL': 'unsupported',
      'clip.mp4': 'unsupported',
      plain: 'folder',
      more: 'folder',
      '10 cat': 'folder',
      '0_off': 'folder',
    })
    const codes = dataset.leftOut.map(({ why: { code } }) => code)
    expect(codes.filter((code) => code === 'dataset/no-repeats')).toHaveLength(1)
  })

  it('is not a folder of masks or of class pictures', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.png'), await picture(1))
    for (const name of ['mask', 'class']) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'a.png'), await picture(2))
    }
    const masked = { masks: { from: 'files', folder: null }, besides: join(folder, 'class') } as const
    expect((await read(folder, masked)).leftOut).toEqual([])
    expect(reasons(await read(folder))).toEqual({ mask: 'folder', class: 'folder' })
  })

  it.runIf(process.platform !== 'win32')('a folder may be a link to one', async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
    await writeFile(join(elsewhere, 'a.png'), await picture(1))
    await symlink(elsewhere, join(folder, '3_dog'))
    expect((await read(folder)).pictures).toMatchObject([{ repeats: 3, classWord: 'dog' }])
  })
})

it('masks may lie beside the pictures, as OneTrainer has them, and are not pictures themselves', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.png'), await picture(1))
  await writeFile(join(folder, 'a-masklabel.png'), await picture(2))
  await writeFile(join(folder, 'b-masklabel.png'), await picture(3))
  const dataset = await read(folder, { masks: { from: 'files', folder: null } })
  expect(names(dataset)).toEqual(['a.png', 'b-masklabel.png'])
  expect(dataset.pictures.map(({ mask }) => mask)).toEqual([
    { from: 'file', path: join(folder, 'a-masklabel.png') },
    null,
  ])
  expect(dataset.leftOut).toMatchObject([{ reason: 'mask', why: { facts: { name: 'a' } } }])
})

it('masks are files of the same name', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'mask'))
  await writeFile(join(folder, 'a.png'), await picture(1))
  await writeFile(join(folder, 'b.png'), await picture(2))
  await writeFile(join(folder, 'mask', 'a.png'), await picture(3))
  const dataset = await read(folder, { masks: { from: 'files', folder: null } })
  expect(dataset.pictures.map(({ mask }) => mask)).toEqual([
    { from: 'file', path: join(folder, 'mask', 'a.png') },
    null,
  ])
  const elsewhere = await read(folder, { masks: { from: 'files', folder: join(folder, 'gone') } })
  expect(elsewhere.pictures.map(({ mask }) => mask)).toEqual([null, null])
})
