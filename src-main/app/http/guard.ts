// Stands before every answer of the app and carries out the verdict about who asks.
import type { MiddlewareHandler } from 'hono'
import { setCookie } from 'hono/cookie'
import { say } from '../../messages/say.ts'
import { judgeAccess, type AccessRules } from './access.ts'
import { readerLanguage } from './reader-language.ts'

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
        // Nothing of ours stands between this and the person: it is said here, in the language their browser asks for.
        const { message, hint } = say(reason, readerLanguage(context.req.raw))
        return context.json({ error: { code: reason.code, message, hint } }, status)
      }
    }
  }
}
