// The desktop's host where the restart with the last backup fails: it ends, the next one says why it cannot start, and once
// that is mended the catalog is replaced and told about.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTRPCClient, httpLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../../../src-main/app/http/router.ts'
import { reportError } from '../../../src-main/base/errors.ts'
import { say } from '../../../src-main/messages/say.ts'
import { startHost, type HostProcess } from '../../../src-main/shells/electron/host-process.ts'
import { damageUnseen } from '../../support/damaged-catalog.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const origin = 'lamina://app'
const hostProgram = join(import.meta.dirname, '../../../src-main/shells/server/desktop-host.ts')

function start(dataFolder: string): Promise<HostProcess> {
  return startHost({
    nodeBinary: process.execPath,
    hostProgram,
    origin,
    dataFolder,
    picturesFolder: join(dataFolder, 'pictures'),
    staticFolder: dataFolder,
    onLanguage: () => undefined,
    keyring: { seal: () => Promise.resolve(null), open: () => Promise.resolve(null) },
    trashItem: () => Promise.reject(new Error('there is no trash')),
  })
}

function callsOf(host: HostProcess) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        methodOverride: 'POST',
        fetch: (url, init) => host.forward(new Request(url as string, init as RequestInit)),
      }),
    ],
  })
}

test('the host ends, the next says what is in the way, and without it the app goes on', async () => {
  const dataFolder = await temporaryFolder()
  const [catalog, inTheWay] = [join(dataFolder, 'catalog.sqlite'), join(dataFolder, 'damaged')]
  const first = await start(dataFolder)
  damageUnseen(catalog, 'stacks')
  const told = await callsOf(first).studio.snapshot.query()
  expect(told).toMatchObject({
    unread: ['stacks'],
    catalog: { code: 'catalog/damaged', details: { mayStartAgain: true } },
  })
  // Where the damaged catalog is to be put lies a file of somebody's.
  writeFileSync(inTheWay, 'mine')
  await callsOf(first).studio.startAgain.mutate()
  expect(await first.lost).toBe('exit code 1')
  expect(existsSync(catalog)).toBe(true)

  // What the desktop shows, and ends with.
  const refusal = await start(dataFolder).then(
    () => expect.fail('it started'),
    (error: unknown) => reportError(error),
  )
  expect(refusal.code).toBe('disk/file-in-the-way')
  expect(say(refusal, 'en').message).toContain('damaged')
  expect(say(refusal, 'en').hint).toMatch(/\.$/)

  rmSync(inTheWay)
  mkdirSync(inTheWay)
  const last = await start(dataFolder)
  expect(await callsOf(last).studio.snapshot.query()).toMatchObject({
    unread: [],
    catalog: { code: 'catalog/begun-anew' },
  })
  await last.close()
})
