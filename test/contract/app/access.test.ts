// Who gets an answer from the app: token, host, origin; and what every answer forbids the browser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDataFolder, origin, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

const token = 'a token of words'
let folder: string
let studio: TestApp

beforeAll(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder, {
    token,
    allowedHosts: ['studio.local'],
    allowedOrigins: ['lamina://app'],
  })
})
afterAll(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  studio.app.fetch(new Request(`${origin}${path}`, { headers }))
const withToken = { authorization: `Bearer ${token}` }

describe('the token', () => {
  test('in the address becomes a cookie that scripts cannot read, and leaves the address', async () => {
    const answer = await get(`/?token=${encodeURIComponent(token)}&view=create`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/?view=create')
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    const again = await get('/trpc/settings.get', { cookie: cookie.split(';')[0] ?? '' })
    expect(again.status).toBe(200)
  })

  test('never sends a browser to another host', async () => {
    const answer = await get(`//evil.example/?token=${encodeURIComponent(token)}`)
    expect(answer.headers.get('location')?.startsWith('//')).not.toBe(true)
  })

  test.each([
    ['nothing', '/trpc/settings.get', {}],
    ['a wrong bearer', '/trpc/settings.get', { authorization: 'Bearer wrong' }],
    ['a wrong cookie', '/trpc/settings.get', { cookie: 'lamina_4000=wrong' }],
    ['a broken cookie', '/trpc/settings.get', { cookie: 'lamina_4000=%E0%A4%A' }],
    ['a wrong token in the address', '/?token=wrong', {}],
    ['nothing, for media', '/media/picture/x', {}],
  ])('is needed: %s is refused', async (_, path, headers) => {
    const answer = await get(path, headers)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'access/401', hint: expect.any(String) } })
  })
})

describe('hosts and origins', () => {
  test.each(['evil.example', 'evil.example:4000', '127.0.0.1.evil.example', '192.168.1.5:4000'])(
    'the foreign host %s is refused, token or not',
    async (host) => expect((await get('/trpc/settings.get', { ...withToken, host })).status).toBe(403),
  )

  test.each(['127.0.0.1:4000', 'localhost:1', 'studio.local:80', '[::1]:4000'])(
    'the own host %s is served',
    async (host) => expect((await get('/trpc/settings.get', { ...withToken, host })).status).toBe(200),
  )

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:4001', 'file://'])(
    'the foreign origin %s is refused',
    async (foreign) =>
      expect((await get('/trpc/settings.get', { ...withToken, origin: foreign })).status).toBe(403),
  )

  test.each([origin, 'lamina://app'])('the own origin %s is served', async (own) =>
    expect((await get('/trpc/settings.get', { ...withToken, origin: own })).status).toBe(200),
  )
})

test.each(['/', '/trpc/settings.get', '/media/picture/none', '/?token=wrong'])(
  'the answer to %s carries the security headers',
  async (path) => {
    const { headers } = await get(path, path.startsWith('/trpc') ? withToken : {})
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe-eval')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  },
)
