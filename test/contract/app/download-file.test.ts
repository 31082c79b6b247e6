// A file brought from a server that drops connections, lies, leads elsewhere or sends something else: it arrives whole
// and right, or not at all, and a token goes to its own site alone.
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchFile, type FetchProgress, type FetchWish } from '../../../src-main/app/downloads/fetch-file.ts'
import { fileCheck } from '../../../src-main/app/downloads/file-check.ts'
import { understandAddress } from '../../../src-main/app/downloads/address.ts'
import { findRemoteFile } from '../../../src-main/app/downloads/find-remote-file.ts'
import type { Sites } from '../../../src-main/app/downloads/sites.ts'
import { webClient, type WebClientOptions } from '../../../src-main/app/downloads/web-client.ts'
import { AppError } from '../../../src-main/base/errors.ts'
import { safetensorsBytes } from '../../support/safetensors-bytes.ts'
import {
  cutAt,
  json,
  lead,
  serveBytes,
  startDownloadServer,
  type DownloadServer,
} from '../../support/download-server.ts'
import { bytesOf, p, zipOf } from '../../support/write-pickle.ts'

const model = safetensorsBytes(300_000)
const otherModel = safetensorsBytes(300_000, 7)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let server: DownloadServer
let folder: string
beforeEach(async () => {
  server = await startDownloadServer()
  folder = mkdtempSync(join(tmpdir(), 'lamina-download-'))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const sites = (): Sites => ({
  civitai: { base: server.base, hosts: [new URL(server.base).host] },
  'hugging-face': { base: server.otherBase, hosts: [new URL(server.otherBase).host] },
})
const client = (change: Partial<WebClientOptions> = {}) =>
  webClient({ sites: sites(), token: () => Promise.resolve(null), silentMs: 2_000, ...change })

type Change = Partial<FetchWish> & { web?: Partial<WebClientOptions> }
async function download(address: string, { web, ...change }: Change = {}): Promise<string> {
  const asking = client(web)
  // Nothing but pages of sites is understood otherwise: a file of the server is one of the web.
  const remote = address.includes('/file/')
    ? await findRemoteFile({ site: 'web', url: address }, { sites: sites(), client: asking })
    : await findRemoteFile(understandAddress(address, sites()), { sites: sites(), client: asking })
  const { path } = await fetchFile({
    client: asking,
    remote,
    folder,
    sha256: null,
    check: fileCheck,
    pausesMs: [0, 0, 0],
    ...change,
    onProgress(progress) {
      change.onProgress?.(progress)
      if (progress.phase === 'receiving') cutAt(progress.receivedBytes)
    },
  })
  return path
}
async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )
}
const file = (name = 'ink.safetensors'): string => `${server.base}/file/${name}`
const bytesAsked = (): (string | undefined)[] => server.asked.map(({ headers }) => headers.range)

describe('what arrives', () => {
  test('is whole, under its name, with nothing beside it; progress ends where the file does', async () => {
    server.on('/file/ink.safetensors', serveBytes(model))
    const told: FetchProgress[] = []
    const path = await download(file(), { onProgress: (progress) => told.push(progress) })
    expect(readFileSync(path).equals(model)).toBe(true)
    expect(readdirSync(folder)).toEqual(['ink.safetensors'])
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['asking', 'receiving', 'checking'])
    expect(told.at(-1)).toMatchObject({ receivedBytes: model.length, sizeBytes: model.length })
  })

  test('goes on where a connection broke off, with the name of the contents', async () => {
    server.on('/file/ink.safetensors', serveBytes(model, { breakAfter: 100_000 }))
    expect(readFileSync(await download(file())).equals(model)).toBe(true)
    expect(bytesAsked()[0]).toBeUndefined()
    expect(server.asked.slice(1).every(({ headers }) => headers['if-range'] === '"one"')).toBe(true)
    expect(
      Math.max(
        ...bytesAsked()
          .slice(1)
          .map((range) => Number(range?.slice(6, -1))),
      ),
    ).toBeGreaterThan(0)
  })

  test('is taken up again by another process, and begun anew when the contents have changed', async () => {
    server.on('/file/ink.safetensors', serveBytes(model, { breakAfter: 100_000 }))
    expect(await codeOf(download(file(), { pausesMs: [] }))).toBe('download/connection-lost')
    expect(readdirSync(folder).sort()).toEqual(['ink.safetensors.part', 'ink.safetensors.part.json'])
    server.on('/file/ink.safetensors', serveBytes(otherModel, { etag: '"two"' }))
    expect(readFileSync(await download(file())).equals(otherModel)).toBe(true)
    expect(readdirSync(folder)).toEqual(['ink.safetensors'])
  })

  test('is not glued together when the server forgets what If-Range means', async () => {
    server.on('/file/ink.safetensors', serveBytes(model, { breakAfter: 100_000 }))
    await codeOf(download(file(), { pausesMs: [] }))
    server.on('/file/ink.safetensors', (request, response) => {
      delete request.headers['if-range']
      serveBytes(otherModel, { etag: '"two"' })(request, response)
    })
    expect(readFileSync(await download(file())).equals(otherModel)).toBe(true)
  })

  test('comes whole from a server that knows no ranges', async () => {
    let count = 0
    server.on(
      '/file/ink.safetensors',
      serveBytes(model, () => ({ ranges: false, ...(count++ < 2 ? { breakAfter: 50_000 } : {}) })),
    )
    expect(readFileSync(await download(file())).equals(model)).toBe(true)
  })

  test('is not gone on with where the contents have no name, unless their hash is known', async () => {
    const weak = { etag: 'W/"one"' }
    server.on('/file/ink.safetensors', serveBytes(model, { ...weak, breakAfter: 100_000 }))
    await codeOf(download(file(), { pausesMs: [] }))
    server.asked.length = 0
    server.on('/file/ink.safetensors', serveBytes(model, { ...weak, breakAfter: 100_000 }))
    await codeOf(download(file(), { pausesMs: [] }))
    expect(bytesAsked()).toEqual([undefined])
    server.asked.length = 0
    server.on('/file/ink.safetensors', serveBytes(model, weak))
    await download(file(), { sha256: sha256(model) })
    expect(bytesAsked()[0]).toMatch(/^bytes=\d{3,}-$/)
  })

  test('a server that is busy is asked again', async () => {
    let count = 0
    server.on('/file/ink.safetensors', (request, response) => {
      if (count++ < 2) response.writeHead(503, { 'retry-after': '0' }).end()
      else serveBytes(model)(request, response)
    })
    expect(existsSync(await download(file()))).toBe(true)
  })

  test('cancelled, it keeps what has come and goes on from there', async () => {
    const ending = new AbortController()
    server.on('/file/ink.safetensors', (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': model.length })
      response.write(model.subarray(0, 120_000))
    })
    const stopped = download(file(), {
      signal: ending.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes === 120_000) ending.abort()
      },
    })
    expect(await codeOf(stopped)).toBe('job/cancelled')
    server.asked.length = 0
    server.on('/file/ink.safetensors', serveBytes(model))
    await download(file())
    expect(bytesAsked()).toEqual(['bytes=120000-'])
  })
})

describe('what is refused', () => {
  const nothingLeft = (): void => expect(readdirSync(folder)).toEqual([])

  test('a page instead of a file, whatever it calls itself', async () => {
    const page = Buffer.from('  <!DOCTYPE html><title>Log in</title>')
    server.on('/file/a.safetensors', serveBytes(page, { type: 'text/html; charset=utf-8' }))
    server.on('/file/b.safetensors', serveBytes(page))
    server.on('/file/c.safetensors', lead('/login'))
    server.on('/login', serveBytes(page, { type: 'text/html' }))
    for (const name of ['a', 'b', 'c'])
      expect(await codeOf(download(file(`${name}.safetensors`)))).toBe('download/web-page')
    nothingLeft()
  })

  test('pictures and data; bytes that are no model; a name that no model has', async () => {
    server.on('/file/a.safetensors', serveBytes(model, { type: 'image/png' }))
    server.on('/file/b.safetensors', serveBytes(Buffer.alloc(5_000, 7)))
    server.on('/file/c.exe', serveBytes(model))
    expect(await codeOf(download(file('a.safetensors')))).toBe('download/other-contents')
    expect(await codeOf(download(file('b.safetensors')))).toBe('file/not-a-model')
    expect(await codeOf(download(file('c.exe')))).toBe('download/not-a-model-file')
    nothingLeft()
  })

  test('a file cut short, with a size that fits', async () => {
    server.on('/file/ink.safetensors', serveBytes(model.subarray(0, model.length - 1000)))
    expect(await codeOf(download(file()))).toMatch(/^safetensors\//)
    nothingLeft()
  })

  test('a checksum that is another one', async () => {
    server.on('/file/ink.safetensors', serveBytes(otherModel))
    expect(await codeOf(download(file(), { sha256: sha256(model) }))).toBe('download/wrong-checksum')
    nothingLeft()
  })

  test('more than was promised', async () => {
    server.on('/owner/name/resolve/main/ink.safetensors', (request, response) => {
      const linked = { 'x-linked-size': '1000', 'x-linked-etag': `"${sha256(model)}"` }
      serveBytes(model, { headers: linked })(request, response)
    })
    const page = `${server.otherBase}/owner/name/blob/main/ink.safetensors`
    expect(await codeOf(download(page))).toBe('download/size-lies')
    nothingLeft()
  })

  test('a pickle that holds code; one of tensors alone is taken', async () => {
    const tensor = p.tensor(p.storage('FloatStorage', '0', 4), 0, [4], [1])
    const storage = { name: 'x/data/0', bytes: Buffer.alloc(16) }
    const archive = (pickle: Buffer): Buffer => zipOf([{ name: 'x/data.pkl', bytes: pickle }, storage])
    const good = archive(bytesOf(p.proto(), p.dict(['a.weight', tensor]), p.end))
    // It is called, and its result thrown away: nothing of it is left in what the pickle describes.
    const bad = archive(
      bytesOf(
        p.proto(),
        p.call('os', 'system', p.text('rm -rf ~')),
        '0',
        p.dict(['a.weight', tensor]),
        p.end,
      ),
    )
    server.on('/file/good.ckpt', serveBytes(good))
    server.on('/file/bad.ckpt', serveBytes(bad))
    server.on('/file/good.safetensors', serveBytes(good))
    expect(await codeOf(download(file('bad.ckpt')))).toBe('download/holds-code')
    expect(await codeOf(download(file('good.safetensors')))).toBe('download/other-form')
    nothingLeft()
    expect(await codeOf(download(file('good.ckpt')))).toBe('nothing')
  })

  test('a place that is taken: what is there stays', async () => {
    server.on('/file/ink.safetensors', serveBytes(model))
    writeFileSync(join(folder, 'ink.safetensors'), 'mine')
    expect(await codeOf(download(file()))).toBe('download/file-there')
    expect(server.asked).toEqual([])
    rmSync(join(folder, 'ink.safetensors'))
    // It is taken while the file comes.
    const late = download(file(), {
      onProgress: ({ phase }) => {
        if (phase === 'checking') writeFileSync(join(folder, 'ink.safetensors'), 'mine')
      },
    })
    expect(await codeOf(late)).toBe('download/file-there')
    expect(readFileSync(join(folder, 'ink.safetensors'), 'utf8')).toBe('mine')
  })

  test('a disk without room, before anything is written', async () => {
    server.on('/file/ink.safetensors', serveBytes(model))
    expect(await codeOf(download(file(), { freeBytes: () => Promise.resolve(1000) }))).toBe(
      'download/no-room',
    )
    nothingLeft()
  })

  test('a connection that never holds is given up, and what has come is kept', async () => {
    server.on('/file/ink.safetensors', serveBytes(model, { breakAfter: 1_000, ranges: false }))
    expect(await codeOf(download(file()))).toBe('download/connection-lost')
    expect(server.asked).toHaveLength(4)
    expect(readdirSync(folder)).toContain('ink.safetensors.part')
  })

  test('redirects without end, and those that lead off https or into a network of one’s own', async () => {
    server.on('/file/a.safetensors', lead('/file/a.safetensors'))
    server.on('/file/b.safetensors', lead('http://models.example/b.safetensors'))
    server.on('/file/c.safetensors', lead('https://192.168.1.1/c.safetensors'))
    server.on('/file/d.safetensors', lead('https://inner.example/d.safetensors'))
    expect(await codeOf(download(file('a.safetensors')))).toBe('download/too-many-redirects')
    expect(await codeOf(download(file('b.safetensors')))).toBe('download/not-https')
    // To this test the server is one on the web.
    const isPrivate = (address: string): boolean => address !== '127.0.0.1'
    const resolve = ((_: string, __: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '10.0.0.1', family: 4 }])) as never
    for (const name of ['c', 'd'])
      expect(await codeOf(download(file(`${name}.safetensors`), { web: { isPrivate, resolve } }))).toBe(
        'download/private-address',
      )
    const fromOutside = { web: { mayAskInside: false } }
    expect(await codeOf(download(file('a.safetensors'), fromOutside))).toBe('download/private-address')
  })

  test.each([
    [401, {}, 'download/forbidden'],
    [404, {}, 'download/not-there'],
    [418, {}, 'download/server-error'],
    [401, { 'x-error-code': 'GatedRepo' }, 'download/gated'],
  ])('status %d %j', async (status, headers, code) => {
    server.on('/file/ink.safetensors', (_, response) => void response.writeHead(status, headers).end())
    expect(await codeOf(download(file()))).toBe(code)
  })
})

describe('sites', () => {
  const version = () => ({
    id: 22,
    model: { type: 'LORA' },
    files: [
      { name: 'notes.zip', type: 'Training Data', sizeKB: 3, primary: false },
      { name: 'ink.ckpt', type: 'Model', metadata: { format: 'PickleTensor' }, primary: false },
      {
        name: 'ink.safetensors',
        type: 'Model',
        sizeKB: model.length / 1024,
        metadata: { format: 'SafeTensor' },
        hashes: { SHA256: sha256(model).toUpperCase() },
        downloadUrl: `${server.base}/api/download/models/22`,
        primary: true,
      },
    ],
  })

  test('a model’s page of Civitai gives its newest version’s file, checked by the hash that the site says', async () => {
    server.on('/api/v1/models/11', json({ type: 'LORA', modelVersions: [version()] }))
    server.on('/api/v1/model-versions/22', json(version()))
    // Its bytes lie on another host, which is told nothing.
    server.on('/api/download/models/22', lead(`${server.otherBase}/bytes?signed=1`))
    server.on('/bytes', serveBytes(model))
    const web = { token: () => Promise.resolve('secret') }
    const path = await download(`${server.base}/models/11/ink-drawings`, { web })
    expect(path).toBe(join(folder, 'ink.safetensors'))
    const told = server.asked.map(({ path: asked, headers }) => [asked, headers.authorization])
    expect(told).toEqual([
      ['/api/v1/models/11', 'Bearer secret'],
      ['/api/download/models/22', 'Bearer secret'],
      // The name it was asked by is Hugging Face's in this test: its own token would go there, and none else.
      ['/bytes?signed=1', 'Bearer secret'],
    ])
    rmSync(path)
    server.on('/bytes', serveBytes(otherModel))
    expect(await codeOf(download(`${server.base}/models/11?modelVersionId=22`))).toBe(
      'download/wrong-checksum',
    )
  })

  test('a token goes to its own site alone', async () => {
    const asking = client({
      sites: { ...sites(), 'hugging-face': { base: 'https://huggingface.example', hosts: [] } },
      token: (site) => Promise.resolve(`of ${site}`),
    })
    server.on('/from', lead(`${server.otherBase}/to`))
    server.on('/to', lead(`${server.base}/end`))
    server.on('/end', serveBytes(model))
    ;(await asking.ask(`${server.base}/from`)).body.destroy()
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/from', 'Bearer of civitai'],
      ['/to', undefined],
      ['/end', 'Bearer of civitai'],
    ])
  })

  test('a file’s page of Hugging Face says size and hash before it leads elsewhere', async () => {
    const linked = { 'x-linked-size': String(model.length), 'x-linked-etag': `"${sha256(model)}"` }
    server.on('/owner/name/resolve/main/a%20b/ink.safetensors', lead(`${server.base}/bytes`, linked))
    server.on('/bytes', serveBytes(model, { breakAfter: 200_000 }))
    const page = `${server.otherBase}/owner/name/blob/main/a%20b/ink.safetensors?download=true`
    expect(readFileSync(await download(page)).equals(model)).toBe(true)
  })

  test('a repository gives its only file; of several one is to be chosen', async () => {
    const entry = (path: string) => ({ type: 'file', path, size: 5, lfs: { size: 300 } })
    const tree = '/api/models/owner/name/tree/main?recursive=true'
    server.on(tree, json([entry('README.md'), entry('a.safetensors'), entry('unet/b.bin')]))
    const choosing = findRemoteFile(understandAddress(`${server.otherBase}/owner/name`, sites()), {
      sites: sites(),
      client: client(),
    })
    await expect(choosing).rejects.toMatchObject({
      code: 'download/choose-file',
      details: { files: [{ path: 'a.safetensors', sizeBytes: 300 }, { path: 'unet/b.bin' }] },
    })
    server.on(tree, json([entry('README.md'), entry('a.safetensors')]))
    server.on('/owner/name/resolve/main/a.safetensors', serveBytes(model))
    expect(existsSync(await download(`${server.otherBase}/owner/name/tree/main`))).toBe(true)
  })

  test('what asks to log in, is gone, or says something else is told apart', async () => {
    const page = `${server.base}/models/11`
    const cases = [
      [json({}, 401), 'download/needs-token'],
      [json({ error: 'no model' }, 404), 'download/not-there'],
      [json({ modelVersions: 'many' }), 'download/odd-answer'],
      [json({ type: 'LORA', modelVersions: [] }), 'download/no-model-file'],
      [serveBytes(Buffer.from('<html>')), 'download/odd-answer'],
    ] as const
    for (const [handler, code] of cases) {
      server.on('/api/v1/models/11', handler)
      expect(await codeOf(download(page))).toBe(code)
    }
  })
})
