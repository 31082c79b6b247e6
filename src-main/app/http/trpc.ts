// The one tRPC instance: its error shape and its event stream's heartbeat.
import { initTRPC, TRPCError } from '@trpc/server'
import { sentence } from '../../messages/say.ts'
import { isAppError, reportOf, statusOf } from './error-report.ts'
import type { Studio } from '../studio.ts'

const trpc = initTRPC.context<{ studio: Studio }>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
  errorFormatter({ shape, error }) {
    const report = reportOf(error)
    const { code, httpStatus, path } = shape.data
    return {
      ...shape,
      message: sentence(report, 'en'),
      data: { code, httpStatus, path: path ?? null, report },
    }
  },
})

export const router = trpc.router

export const procedure = trpc.procedure.use(async ({ next }) => {
  const result = await next()
  if (!result.ok && isAppError(result.error.cause)) {
    throw new TRPCError({ code: statusOf(result.error.cause), cause: result.error.cause })
  }
  return result
})
