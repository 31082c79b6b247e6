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

/** As a browser asks: calls by POST, everything else by GET. */
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  const method = path.startsWith('/trpc') ? 'POST' : 'GET'
  const own = method === 'POST' ? { ...headers, 'content-type': 'application/json' } : headers
  return studio.app.fetch(new Request(`${origin}${path}`, { method, headers: own }))
}
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
    expect(await answer.json()).toMatchObject({ error: { code: 'access/token', hint: expect.any(String) } })
  })
})

test('who is turned away is told why in the language their browser asks for', async () => {
  const said = async (language: string): Promise<unknown> =>
    (await get('/', { 'accept-language': language })).json()
  expect(await said('en-GB')).toMatchObject({
    error: { message: 'The token in the address is missing or wrong.' },
  })
  expect(await said('ja-JP,ja;q=0.9')).toMatchObject({
    error: { message: 'アドレスのトークンがないか、違います。' },
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

describe('another site', () => {
  const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

  test.each([
    ['same-site', '/media/adapter/none', {}],
    ['same-site', '/trpc/settings.get', {}],
    ['cross-site', '/trpc/events', {}],
    ['same-site', '/trpc/events', {}],
    ['same-site', '/', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
  ])('(%s) is refused %s, though it holds the cookie', async (site, path, headers) => {
    const answer = await get(path, { ...withToken, 'sec-fetch-site': site, ...headers })
    expect(answer.status).toBe(403)
  })

  test('may be left by a link to the app', async () => {
    const answer = await get('/', { ...withToken, 'sec-fetch-site': 'cross-site', ...page })
    expect(answer.status).toBe(404)
  })

  test.each(['same-origin', 'none'])('is not where the request comes from when it says %s', async (site) => {
    const answer = await get('/trpc/settings.get', { ...withToken, 'sec-fetch-site': site })
    expect(answer.status).toBe(200)
  })
})

test.each(['models.choose', 'training.pictures', 'adapters.proofs', 'settings.get', 'studio.snapshot'])(
  '%s is not asked for by GET, which any page can make a browser do',
  async (name) => {
    const input = encodeURIComponent(JSON.stringify({ id: 'x', model: 'x' }))
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const request = new Request(`${origin}/trpc/${name}?input=${input}`, { method, headers: withToken })
      expect((await studio.app.fetch(request)).status).toBe(405)
    }
  },
)

test.each(['/', '/trpc/settings.get', '/media/picture/none', '/?token=wrong'])(
  'the answer to %s carries the security headers',
  async (path) => {
    const { headers } = await get(path, path.startsWith('/trpc') ? withToken : {})
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
        "img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('permissions-policy')).toBe(
      'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), display-capture=()',
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  },
)
