// The memory of `lamina serve` with 10,000 adapters and 100,000 pictures: after its first look, after both were searched key by
// key, and at most, as the system counts it (Linux). Programs that it starts are counted apart.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '../../src-main/app/http/router.ts'
import { writeAdapterHeaders } from '../support/adapter-headers.ts'
import { manyPictures } from '../support/many-pictures.ts'
import { childrenOf } from '../support/processes.ts'

const adapters = 10_000
const pictures = 100_000
const token = 'token-of-the-bench'
const program = join(import.meta.dirname, '../../src-main/shells/cli/main.ts')

const folder = mkdtempSync(join(tmpdir(), 'lamina-memory-'))
const [data, models] = [join(folder, 'data'), join(folder, 'models')]
mkdirSync(join(models, 'Lora'), { recursive: true })
mkdirSync(data)
manyPictures(data, pictures)
writeAdapterHeaders(join(models, 'Lora'), adapters, 'usual')

const host = spawn(
  process.execPath,
  [program, 'serve', '--data', data, '--models', models, '--token', token],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
try {
  const [address] = (await once(host.stdout, 'data')) as [Buffer]
  const calls = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: new URL('/trpc', String(address)).href,
        methodOverride: 'POST',
        headers: { authorization: `Bearer ${token}` },
      }),
    ],
  })
  const found = async (query: string): Promise<number> => {
    const asked = { query, typing: true, model: null }
    const page = await calls.find.items.query({ ...asked, sort: 'newest', offset: 0, limit: 100 })
    await calls.find.facets.query(asked)
    return page.total
  }
  while ((await found('')) < adapters || (await calls.studio.snapshot.query()).scan !== null)
    await new Promise((resolve) => setTimeout(resolve, 500))
  print('after the first look')
  const wish = { sort: 'newest' as const }
  const { of } = await calls.gallery.layout.query({ ...wish, query: '', known: null })
  for (const text of ['style 42', 'kind:lokr', 'red', 'long', 'in the rain', 'golden owl', '森の中'])
    for (let length = 1; length <= text.length; length++) {
      const query = text.slice(0, length)
      await found(query)
      await calls.gallery.layout.query({ ...wish, query, known: null })
      await calls.gallery.page.query({ ...wish, query, offset: 0, limit: 60 })
    }
  print(`after ${adapters} adapters and ${of} pictures were searched`)
} finally {
  host.kill()
  await once(host, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

function print(when: string): void {
  const { now, most } = memoryOf(host.pid!)
  const others = childrenOf(host.pid!).map((pid) => memoryOf(pid).now.toFixed(0))
  console.log(
    `${when}: ${now.toFixed(0)} MB, ${most.toFixed(0)} at most; at most 400 (its programs ${others.join(', ')})`,
  )
}

/** MB. */
function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) / 1024
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}
