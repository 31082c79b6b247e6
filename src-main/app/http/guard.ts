// Stands before every answer of the app and carries out the verdict about who asks.
import type { MiddlewareHandler } from 'hono'
import { setCookie } from 'hono/cookie'
import { judgeAccess, type AccessRules } from './access.ts'

const hint = 'Open the address that Lamina printed when it started.'

export function guard(rules: AccessRules): MiddlewareHandler {
  return async (context, next) => {
    const verdict = judgeAccess(context.req.raw, rules)
    switch (verdict.kind) {
      case 'allow':
        await next()
        return undefined
      case 'welcome':
        setCookie(context, verdict.cookie, verdict.token, { path: '/', httpOnly: true, sameSite: 'Strict' })
        context.header('Cache-Control', 'no-store')
        return context.redirect(verdict.location)
      case 'refuse': {
        const { status, reason } = verdict
        return context.json({ error: { code: `access/${status}`, message: reason, hint } }, status)
      }
    }
  }
}
